import { resolve } from 'node:path';
import { labelSources } from '../../shared/contract/labels';
import { UserError } from '../../shared/errors';
import type { LonLatBox } from '../../shared/geo/lonLat';
import { askedRegion, classIds, look, open } from './asking';
import { importedLines } from './importedLines';
import type { Output } from './output';
import type { Workbench } from './workbench';

/** Lists labels, all or those of some classes or with some words in their name or note. */
export async function listLabelsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { class?: string[]; find?: string },
): Promise<void> {
  await look(workbench, args);
  const wanted = options.class === undefined ? null : await classIds(workbench, options.class);
  const words = (options.find ?? '').toLowerCase();
  const list = await workbench.engine.labels.list();
  const found = Array.from(list.ids, (id, index) => ({
    id,
    classId: list.classIds[list.classIndex[index] ?? 0] ?? '',
    positive: list.positive[index] === 1,
    lonDeg: list.lonDeg[index] ?? NaN,
    latDeg: list.latDeg[index] ?? NaN,
    source: labelSources[list.source[index] ?? 0] ?? 'file',
    checked: list.checked[index] === 1,
    name: list.names[index] ?? '',
    note: list.notes[index] ?? '',
  })).filter(
    ({ classId, name, note }) =>
      (wanted === null || wanted.includes(classId)) && `${name}\n${note}`.toLowerCase().includes(words),
  );
  const lines = found.map(({ id, classId, positive, lonDeg, latDeg, name, note }) =>
    [
      ...[id, `${positive ? '' : 'not '}${classId}`, `${lonDeg.toFixed(6)},${latDeg.toFixed(6)}`, name, note],
    ].join('\t'),
  );
  output.result(found, lines.join('\n'));
}

/** Downloads labels from OpenStreetMap within a box or a region. */
export async function downloadLabelsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { class: string[]; box?: LonLatBox; region?: string; interval: number },
): Promise<void> {
  await open(workbench, args);
  const box = await askedRegion(workbench, options.box, options.region);
  if (box === undefined)
    throw new UserError('bad-input', 'Say where to download labels: give --box or --region.');
  const result = await workbench.run({
    kind: 'download-labels',
    classIds: await classIds(workbench, options.class),
    box,
    intervalM: options.interval,
  });
  if (result.kind === 'labels') output.result(result.report, importedLines(result.report));
}

export async function importClassesCommand(
  workbench: Workbench,
  output: Output,
  [path = '', file = '']: string[],
): Promise<void> {
  await open(workbench, [path]);
  const report = await workbench.engine.labels.importClasses({ path: resolve(file) });
  output.result(report, `Added ${report.added} classes and changed ${report.changed}.`);
}

export async function exportClassesCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  { out }: { out: string },
): Promise<void> {
  await look(workbench, args);
  const path = resolve(out);
  const classes = await workbench.engine.labels.exportClasses({ path });
  output.result({ classes, path }, `Wrote ${classes} classes to ${path}.`);
}

export async function mergeClassesCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { class: string; into: string; withoutNegatives?: boolean },
): Promise<void> {
  await open(workbench, args);
  const [classId = '', intoId = ''] = await classIds(workbench, [options.class, options.into]);
  const negatives = options.withoutNegatives !== true;
  const moved = await workbench.engine.labels.mergeClasses({ classId, intoId, negatives });
  output.result(
    moved,
    `Labels moved to ${intoId}: ${moved.moved}; already there at the same places: ${moved.duplicates}.`,
  );
}
