import type { ExperimentReport } from '../../../../shared/experiments/experiments';
import { count, duration, several } from '../../../../shared/format';
import { type Content, type Markup, markup } from './markup';
import { commandLine, commandNotes } from './repeat';
import { settingsOf } from './settings';

/** Characters of a fingerprint or key that are shown: enough to distinguish files by eye; the JSON has all. */
const SHOWN = 12;

/** The end of every report: settings, provenance, data, and how to repeat it. */
export function appendix({ spec, provenance }: ExperimentReport): Markup {
  const { project, startedMs, durationS, machine, software, dtms, encoders, attributions } = provenance;
  return markup`
  <section><h2>Settings</h2>${facts(settingsOf(spec))}</section>
  <section><h2>Provenance</h2>${facts([
    ['Project', project],
    ['Started', dateText(startedMs)],
    ['Duration', durationText(durationS)],
    ['Machine', machine],
    [
      'Software',
      Object.entries(software)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    ],
    ...encoders.map(({ name, variant, presentations, seed, key }): [string, Content] => [
      'Encoder',
      markup`${name === variant ? name : `${name} (${variant})`}: ${
        presentations === 0 ? 'not trained' : `${count(presentations)} presentations, seed ${seed}`
      }, key <code>${key.slice(0, SHOWN)}</code>`,
    ]),
  ])}</section>
  <section><h2>Data</h2>${facts([
    ...dtms.map(({ name, fingerprint }): [string, Content] => [
      'DTM',
      markup`${name}, fingerprint <code>${fingerprint.slice(0, SHOWN)}</code>; licence as its provider states`,
    ]),
    ...attributions.map((line): [string, Content] => ['Attribution', line]),
  ])}</section>
  <section><h2>How to repeat it</h2>
    <p class="caption">In the project's folder; the same project, seeds and software give the same figures.</p>
    <pre>${commandLine(spec, project)}</pre>
    ${commandNotes(spec).map((note) => markup`<p class="caption">${note}</p>`)}
  </section>`;
}

/** Names and their values; a repeated name is shown once. */
const facts = (entries: readonly (readonly [name: string, value: Content])[]): Markup =>
  markup`<dl>${entries.map(
    ([name, value], index) =>
      markup`<dt>${name === entries[index - 1]?.[0] ? '' : name}</dt><dd>${value}</dd>`,
  )}</dl>`;

/** `25 November 2025, 12:25 UTC` */
export const dateText = (timeMs: number): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
    .format(timeMs)
    .replace(' at ', ', ')} UTC`;

const durationText = (seconds: number): string =>
  seconds < 60
    ? several(Math.max(1, Math.round(seconds)), 'second')
    : `${duration(seconds)} ${seconds < 3600 ? 'minutes' : 'hours'}`;
