import { resolve } from 'node:path';
import { about, fileSize, percent } from '../../shared/format';
import type { LonLat } from '../../shared/geo/lonLat';
import { labelsChanged } from '../../shared/heads/labelsChanged';
import { balancedAccuracy } from '../../shared/statistics/metrics';
import { look, open } from './asking';
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
      ({ name, metrics, map, otherTerrain, classId, labelled }) =>
        `Head ${name}: balanced accuracy ${percent(balancedAccuracy(metrics.confusion))}, ` +
        (map.length === 0
          ? 'not measured on a map'
          : `measured on a map at ${map.map(({ radiusM }) => radiusM).join(', ')} m`) +
        (otherTerrain ? SET_ASIDE : '') +
        since(
          labelsChanged(
            labelled,
            info.classes.find(({ id }) => id === classId),
          ),
        ),
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
    : `vertical noise ${about(noiseM)} (estimated on flat terrain)`;

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

/** @param changed what became of labels */
const since = (changed: string | null): string =>
  changed === null ? '' : `, its labels changed: ${changed}`;
