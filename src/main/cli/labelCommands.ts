import { resolve } from 'node:path';
import type { PolygonsAs } from '../../shared/contract/areas';
import type { ExportCrs } from '../../shared/contract/exports';
import { labelSources } from '../../shared/contract/labels';
import { UserError } from '../../shared/errors';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import type { TagFilter } from '../../shared/labels/labelClasses';
import type { PlaceColumns } from '../../shared/labels/labelFiles';
import { askedRegion, classIds, givenOutlines, look, open } from './asking';
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

export async function importLabelsCommand(
  workbench: Workbench,
  output: Output,
  [path = '', file = '']: string[],
  options: {
    class: string[];
    where?: TagFilter;
    everything?: boolean;
    crs?: string;
    layer?: string;
    columns?: PlaceColumns;
    interval: number;
    polygons: PolygonsAs;
  },
): Promise<void> {
  await open(workbench, [path]);
  const { class: names, interval, ...choice } = options;
  const result = await workbench.run({
    kind: 'import-labels',
    path: resolve(file),
    classIds: await classIds(workbench, names),
    intervalM: interval,
    ...choice,
  });
  if (result.kind !== 'labels') return;
  output.result(result.report, importedLines(result.report));
}

interface ExportedLabels {
  readonly out: string;
  readonly crs: ExportCrs;
  readonly grid?: number;
  readonly box?: LonLatBox;
  readonly region?: string;
}

export async function exportLabelsCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  { out, crs, grid, box, region }: ExportedLabels,
): Promise<void> {
  await look(workbench, args);
  const path = resolve(out);
  const features = await workbench.engine.exports.points({
    source: { kind: 'labels', gridM: grid },
    path,
    crs,
    region: await askedRegion(workbench, box, region),
  });
  output.result({ features, path }, `Wrote ${features} labels to ${path}.`);
}

export async function addLabelCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: { class: string; at: LonLat; negative?: boolean },
): Promise<void> {
  await open(workbench, args);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const positive = options.negative !== true;
  const id = await workbench.engine.labels.add({ ...options.at, classId, positive });
  output.result({ id, classId, positive, ...options.at }, `Added label ${id}.`);
}

export async function addAreaCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: {
    class: string;
    box?: LonLatBox;
    region?: string;
    polygon?: string;
    negative?: boolean;
    places?: number;
  },
): Promise<void> {
  const { box, region, polygon, places = null } = options;
  if ([box, region, polygon].filter((given) => given !== undefined).length !== 1)
    throw new UserError('bad-input', 'Give the area by one of --box, --region or --polygon.');
  await open(workbench, args);
  const outlines = await givenOutlines(workbench, options);
  const [classId = ''] = await classIds(workbench, [options.class]);
  const positive = options.negative !== true;
  const ids: number[] = [];
  for (const rings of outlines)
    ids.push(await workbench.engine.labels.addArea({ classId, positive, rings, places }));
  const added = (await workbench.engine.labels.areas())
    .filter(({ id }) => ids.includes(id))
    .map(({ id, areaM2, places: labels }) => ({ id, classId, positive, areaM2, places: labels }));
  output.result(
    added,
    added
      .map(
        (area) => `Added area ${area.id} with ${area.places} ${positive ? 'positive' : 'negative'} labels.`,
      )
      .join('\n'),
  );
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
