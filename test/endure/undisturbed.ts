import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { inputsIn, type Bases } from './bases';
import { readSql } from './bareSqlite';
import type { Campaign } from './campaign';
import { lastLine, runJob, showsBug, type Ended } from './commands';
import { labelsOfLog, labelText } from './labelDriver';
import { contentsOf, difference, filesOf, isThere, unsoundness } from './soundness';
import { LABELLING, projectIn, scenarios, type Scenario } from './scenarios';
import type { Verdict } from './tally';

/** What a scenario leaves when nothing disturbs it, and how long it takes. */
export interface Undisturbed {
  readonly scenario: Scenario;
  readonly usualS: number;
  readonly result: readonly string[];
  /** Names of all files in its folder. */
  readonly names: readonly string[];
  /** Rows of the base that no disturbance may remove. */
  readonly kept: readonly string[];
}

/** Tables that hold a person's work. */
const KEPT_TABLES = [
  'areas',
  'labels',
  'label_classes',
  'encoders',
  'heads',
  'run_maps',
  'detections',
  'layer_chunks',
];

const namesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // Settings, backups that are named after their moments, and pyramids, which a command need not wait for.
    .filter((name) => statSync(join(folder, name)).isFile() && !/^config|\.backups\/|\.pyramid$/.test(name))
    .sort();

const resultIn = async (scenario: Scenario, folder: string): Promise<string[]> => [
  ...(await contentsOf(projectIn(folder), scenario.tables)),
  ...filesOf(folder, scenario.files),
];

const keptIn = async (scenario: Scenario, folder: string): Promise<string[]> =>
  scenario.base === 'nothing' || scenario.base === 'old' ? [] : contentsOf(projectIn(folder), KEPT_TABLES);

/**
 * Runs a scenario to its end.
 * @param times how often: with one run its time is less certain, and a result that differs from run to run shows later
 * @throws Error when it fails, or its first two results differ
 */
export async function runUndisturbed(
  campaign: Campaign,
  bases: Bases,
  scenario: Scenario,
  times = 2,
): Promise<Undisturbed> {
  const folder = join(campaign.plan.folder, 'undisturbed');
  const results: string[][] = [];
  let [usualS, names, kept]: [number, string[], string[]] = [Infinity, [], []];
  for (let time = 0; time < times; time++) {
    rmSync(folder, { recursive: true, force: true });
    await bases.copy(scenario.base, folder);
    kept = await keptIn(scenario, folder);
    const ended = await runJob(campaign.plan, scenario.job(folder, inputsIn(folder)), folder, null, 60);
    if (ended.code !== 0) throw new Error(`Undisturbed, "${scenario.name}" failed: ${ended.stderr}`);
    usualS = Math.min(usualS, ended.tookS);
    results.push(await resultIn(scenario, folder));
    names = namesIn(folder);
  }
  const [first = [], second = first] = results;
  const differs = difference(first, second);
  if (differs !== '') throw new Error(`Two runs of "${scenario.name}" differ: ${differs}`);
  rmSync(folder, { recursive: true });
  return { scenario, usualS, result: first, names, kept };
}

/**
 * Judges what a disturbance left: the project is sound, what was there and what was acknowledged is there, and the same work
 * started again ends with the result of an undisturbed run and leaves nothing behind.
 * @param ended the disturbed process
 */
export async function judgeDisturbed(
  campaign: Campaign,
  { scenario, usualS, result, names, kept }: Undisturbed,
  folder: string,
  ended: Ended,
): Promise<Pick<Verdict, 'outcome' | 'detail'>> {
  const project = projectIn(folder);
  if (isThere(project)) {
    const unsound = await unsoundness(project);
    if (unsound !== '') return { outcome: 'damaged', detail: `Afterwards ${unsound}` };
    const have = await keptIn(scenario, folder);
    const lost = difference(
      kept,
      have.filter((row) => kept.includes(row)),
    );
    if (lost !== '') return { outcome: 'lost', detail: lost };
  } else if (scenario.base !== 'nothing') return { outcome: 'lost', detail: 'The project is gone.' };

  const before = scenario.name === LABELLING ? await labelsWrong(project, [ended]) : '';
  if (before !== '') return { outcome: 'lost', detail: before };

  if (scenario.adds === true && difference(result, await resultIn(scenario, folder)) === '')
    return { outcome: 'fine', detail: '' };
  const job = (scenario.again ?? scenario.job)(folder, inputsIn(folder));
  const again = await runJob(campaign.plan, job, folder, null, usualS);
  if (again.hung) return { outcome: 'hung', detail: `Begun again, it did not end: ${lastLine(again)}` };
  if (showsBug(again)) return { outcome: 'crashed', detail: `Begun again: ${again.stderr.slice(0, 1500)}` };
  if (again.code !== 0 && scenario.done?.test(again.stderr) !== true)
    return { outcome: 'damaged', detail: `Begun again, it was refused: ${lastLine(again)}` };

  const unsound = await unsoundness(project);
  if (unsound !== '') return { outcome: 'damaged', detail: `Begun again, it ended with ${unsound}` };
  const after = scenario.name === LABELLING ? await labelsWrong(project, [ended, again]) : '';
  if (after !== '') return { outcome: 'lost', detail: `Begun again: ${after}` };
  const differs = difference(result, await resultIn(scenario, folder));
  if (differs !== '') return { outcome: 'damaged', detail: `Begun again, its result differs: ${differs}` };
  const left = difference(names, namesIn(folder));
  return left === ''
    ? { outcome: 'fine', detail: '' }
    : { outcome: 'damaged', detail: `Files differ: ${left}` };
}

/** What is wrong with the labels of a project after runs of the driver, whose last step may or may not have been taken. */
async function labelsWrong(project: string, runs: readonly Ended[]): Promise<string> {
  const row = z.object({
    class_id: z.string(),
    lon_deg: z.number(),
    lat_deg: z.number(),
    positive: z.number(),
  });
  const rows = await readSql(project, "SELECT * FROM labels WHERE source = 'hand'");
  const there = rows
    .map((one) => row.parse(one))
    .map(({ class_id, lon_deg, lat_deg, positive }) => labelText(class_id, lon_deg, lat_deg, positive === 1))
    .sort();
  const logs = runs.map(({ stdout }) => labelsOfLog(stdout));
  const later = logs.slice(1).flatMap(({ acknowledged }) => acknowledged);
  const wrong = [logs[0]?.acknowledged ?? [], logs[0]?.perhaps ?? []].map((labels) =>
    difference([...labels, ...later].sort(), there),
  );
  return wrong.includes('') ? '' : (wrong[0] ?? '');
}

/** What undisturbed runs left, as passed to another process: scenarios by name. */
export const undisturbedText = z.array(
  z.object({
    scenario: z.string(),
    usualS: z.number(),
    result: z.array(z.string()),
    names: z.array(z.string()),
    kept: z.array(z.string()),
  }),
);

/** Finds the scenarios of the names. */
export const parseUndisturbed = (text: z.infer<typeof undisturbedText>): Undisturbed[] =>
  text.map(({ scenario: name, ...rest }) => {
    const scenario = scenarios.find((candidate) => candidate.name === name);
    if (scenario === undefined) throw new RangeError(`There is no scenario "${name}".`);
    return { ...rest, scenario };
  });
