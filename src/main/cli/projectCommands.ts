import { resolve } from 'node:path';
import type { ExportCrs } from '../../shared/contract/exports';
import { about, fileSize, percent } from '../../shared/format';
import type { PolygonsAs } from '../../shared/contract/areas';
import { UserError } from '../../shared/errors';
import type { LonLat, LonLatBox } from '../../shared/geo/lonLat';
import { ringsOfRegion } from '../../shared/geo/region';
import type { Ring } from '../../shared/geo/rings';
import { balancedAccuracy } from '../../shared/statistics/metrics';
import type { TagFilter } from '../../shared/labels/labelClasses';
import type { PlaceColumns } from '../../shared/labels/labelFiles';
import { readPolygonFile } from '../engine/regions/polygonFile';
import { askedRegion, classIds, look, open } from './asking';
import { importedLines } from './importedLines';
import type { Output } from './output';
import type { Workbench } from './workbench';

export async function newCommand(workbench: Workbench, output: Output, [path = '']: string[]): Promise<void> {
  const project = await workbench.local.create(resolve(path));
  output.result(await project.info(), `Created ${project.path}.`);
}

export async function restoreCommand(
  workbench: Workbench,
  output: Output,
  [path = '']: string[],
): Promise<void> {
  const project = await workbench.local.restore(resolve(path));
  const info = await project.info();
  output.result(info, `Restored ${project.path}: ${info.labelCount} labels, ${info.headCount} heads.`);
}

export async function infoCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  { at: places }: { at: LonLat[] },
): Promise<void> {
  await look(workbench, args);
  const { project, dtms, labels, encoders, heads, detections, terrain } = workbench.engine;
  const layers = await encoders.layers();
  const info = {
    ...(await project.info()),
    embeddingCount: layers.reduce((sum, { embedded }) => sum + embedded, 0),
    dtms: await dtms.list(),
    classes: await labels.classes(),
    areas: (await labels.areas()).map(({ rings, ...area }) => ({
      ...area,
      rings: rings.map((ring) => [...ring]),
    })),
    encoders: await encoders.list(),
    layers,
    heads: await heads.list(),
    runs: await detections.runs(),
    ...(places.length === 0 ? {} : { at: await terrain.readings({ places }) }),
  };
  const lines = [
    `${info.name}: ${info.labelCount} labels, ${info.areaCount} areas, ${info.embeddingCount} embeddings`,
    ...info.dtms.map(
      (dtm) =>
        `DTM ${dtm.name}: ${dtm.crsCode}${placed(dtm.crsAccuracyM)}, ${dtm.width} x ${dtm.height} pixels of ${dtm.pixelWidthM.toFixed(1)} x ` +
        `${dtm.pixelHeightM.toFixed(1)} m, ${range(dtm.minM, dtm.maxM)}, ${noise(dtm.noiseM)}, ${dtm.state}`,
    ),
    ...info.classes
      .filter(({ positives, negatives }) => positives + negatives > 0)
      .map(({ id, positives, negatives }) => `Class ${id}: ${positives} positive, ${negatives} negative`),
    ...info.encoders.map(
      ({ id, card, isDefault }) => `Encoder ${id}: ${card.name}${isDefault ? ' (default)' : ''}`,
    ),
    ...info.layers.map(
      ({ encoderId, radiusM, stepM, bytes, otherTerrain }) =>
        `Embeddings of encoder ${encoderId} at ${radiusM} m every ${stepM} m: ${fileSize(bytes)}${otherTerrain ? SET_ASIDE : ''}`,
    ),
    ...info.heads.map(
      ({ name, metrics, map, otherTerrain }) =>
        `Head ${name}: balanced accuracy ${percent(balancedAccuracy(metrics.confusion))}, ` +
        (map.length === 0
          ? 'not measured on a map'
          : `measured on a map at ${map.map(({ radiusM }) => radiusM).join(', ')} m`) +
        (otherTerrain ? SET_ASIDE : ''),
    ),
    ...info.runs.map(
      ({ id, classIds: ids, radiiM, otherTerrain, exclusiveChanged }) =>
        `Run ${id}: ${ids.join(', ')} at ${radiiM.join(', ')} m` +
        (otherTerrain ? SET_ASIDE : '') +
        (exclusiveChanged ? ', out of date: exclusive classes changed' : ''),
    ),
    ...info.layers
      .filter(({ otherTerrain }) => otherTerrain)
      .map(({ embedded, radiusM }) => `${embedded} embeddings at ${radiusM} m${SET_ASIDE}`),
    ...info.attributions,
    ...(info.at ?? []).map(
      ({ lonDeg, latDeg, elevationM, dtm }) =>
        `At ${lonDeg}, ${latDeg}: ${elevationM === null ? 'no elevation' : `${elevationM.toFixed(2)} m (${dtm ?? ''})`}`,
    ),
  ];
  output.result(info, lines.join('\n'));
}

/** Marks what was made from a DTM that has since been replaced or removed. */
const SET_ASIDE = ', set aside: made from a DTM that was replaced or removed since';

const range = (minM: number | null, maxM: number | null): string =>
  minM === null || maxM === null ? 'elevations not read yet' : `${Math.round(minM)} to ${Math.round(maxM)} m`;

/** Positional accuracy of a DTM's CRS, where it is likely to be worse than a pixel. */
const placed = (accuracyM: number | null): string =>
  accuracyM === null || accuracyM < 2 ? '' : ` (position accurate to about ${accuracyM} m)`;

const noise = (noiseM: number | null): string =>
  noiseM === null
    ? 'vertical noise not estimated yet'
    : `vertical noise ${about(noiseM)} (estimated on flat ground)`;

export async function importCommand(
  workbench: Workbench,
  output: Output,
  [path = '', ...files]: string[],
  { crs, band }: { crs?: string; band?: number },
): Promise<void> {
  await open(workbench, [path]);
  const result = await workbench.run({
    kind: 'import-dtms',
    paths: files.map((file) => resolve(file)),
    ...(crs === undefined ? {} : { crs }),
    ...(band === undefined ? {} : { band: band - 1 }),
  });
  try {
    await workbench.settle();
  } finally {
    // The DTMs are imported even if a pyramid could not be built.
    if (result.kind === 'dtms') {
      const dtms = (await workbench.engine.dtms.list()).filter(({ id }) => result.dtmIds.includes(id));
      output.result(
        { ...result, dtms },
        `DTMs imported: ${result.dtmIds.length}; already in the project: ${result.alreadyThere}.`,
      );
    }
  }
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

/** The rings of each area that was given by a box, a region or a file of polygons. */
export async function givenOutlines(
  workbench: Workbench,
  { box, region, polygon }: { box?: LonLatBox; region?: string; polygon?: string },
): Promise<Ring[][]> {
  if (polygon !== undefined) return (await readPolygonFile(resolve(polygon))).map(({ rings }) => rings);
  const asked = await askedRegion(workbench, box, region);
  return asked === undefined ? [] : [ringsOfRegion(asked)];
}
