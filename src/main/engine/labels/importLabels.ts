import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { TagFilter } from '../../../shared/labels/labelClasses';
import type { TaskSpec } from '../../../shared/task';
import type { LabelImportReport } from '../../../shared/taskResult';
import type { Terrain } from '../../terrain/terrain';
import type { Project, TaskWork } from '../context';
import { recordStep } from '../store/undo';
import { putAreas, sampleAreas } from './areas/importAreas';
import { creditOsm } from './attributions';
import { findClasses } from './classes';
import { knownLabels, OSM } from './knownPlaces';
import { explainNothing } from './explainNothing';
import { isOsmRef } from './osmRef';
import { reasons } from './files/feature';
import { convertLabels } from './files/wayOut';
import { askOverpass, overpassQuery } from './overpass';
import { refInFile } from './refInFile';
import { labelsInRegion } from './labelsInRegion';
import { readLabels, type ReadLabels, type ReadRequest } from './readLabels';

/** Locations whose elevation is looked up at once, and rows that are written at once. */
const BATCH = 16_384;

/**
 * Imports the labels of a file: features with the classes' tags, or with their names in a column of kinds. A file in which
 * nothing distinguishes kinds is a list of places, and imported whole when one class is requested.
 */
export function importLabelsWork(
  project: Project,
  spec: Extract<TaskSpec, { kind: 'import-labels' }>,
): TaskWork {
  return async (report, signal) => {
    const name = basename(spec.path);
    const onProgress = (done: number, total: number): void => {
      report({ done, total, unit: 'bytes', message: `Reading ${name}` });
    };
    const isFile = await stat(spec.path).then(
      (info) => info.isFile(),
      (error: unknown) => {
        throw new UserError('not-found', `${name} does not exist. Check the path.`, { cause: error });
      },
    );
    if (!isFile)
      throw new UserError('unsupported-file', `${name} is a folder, not a file. ${convertLabels(name)}`);
    const { classIds, where, everything, intervalM, crs, layer, columns, polygons } = spec;
    const classes = await classesToFill(project, classIds, where ?? null, everything);
    const request: ReadRequest = {
      source: { kind: 'file', name, path: spec.path },
      choice: {
        ...(crs === undefined ? {} : { crs }),
        ...(layer === undefined ? {} : { layer }),
        ...(columns === undefined ? {} : { columns }),
      },
      classes,
      intervalM,
      polygons,
      take: everything ? 'everything' : where === undefined ? 'kinds' : 'filters',
    };
    let labels = await readLabels(request, onProgress, signal);
    const isEmpty = ({ refs, areas }: ReadLabels): boolean => refs.length + areas.length === 0;
    if (isEmpty(labels) && labels.isList && classes.length === 1 && request.take === 'kinds')
      labels = await readLabels({ ...request, take: 'everything' }, onProgress, signal);
    if (isEmpty(labels)) {
      const holds =
        labels.holds.length > 0
          ? labels
          : await readLabels({ ...request, classes: [], take: 'nothing' }, onProgress, signal);
      throw explainNothing(name, classes, { ...labels, holds: holds.holds });
    }
    return {
      kind: 'labels',
      report: await addLabels(project, classes, labels, name, `Import ${name}`, report, signal),
    };
  };
}

/** Downloads labels of a box from the Overpass server. */
export function downloadLabelsWork(
  project: Project,
  spec: Extract<TaskSpec, { kind: 'download-labels' }>,
  overpassUrl: () => Promise<string>,
): TaskWork {
  return async (report, signal) => {
    const classes = await classesToFill(project, spec.classIds, null, false);
    const filters = classes.flatMap(({ name, filter }) => {
      if (filter !== null) return [filter];
      throw new UserError('bad-input', `The class ${name} has no tag filter. Give it one.`);
    });
    const address = await overpassUrl();
    const { host } = new URL(address);
    report({ done: 0, total: 0, unit: 'bytes', message: `Asking ${host}` });
    const bytes = await askOverpass(
      address,
      overpassQuery(filters, spec.box),
      (done) => {
        report({ done, total: 0, unit: 'bytes', message: `Receiving from ${host}` });
      },
      signal,
    );
    const labels = await readLabels(
      {
        source: { kind: 'answer', name: host, bytes },
        choice: {},
        classes,
        intervalM: spec.intervalM,
        take: 'filters',
      },
      (done, total) => {
        report({ done, total, unit: 'bytes', message: `Reading from ${host}` });
      },
      signal,
    );
    return {
      kind: 'labels',
      report: await addLabels(
        project,
        classes,
        labelsInRegion(labels, spec.box),
        host,
        'Download labels',
        report,
        signal,
      ),
    };
  };
}

async function classesToFill(
  project: Project,
  classIds: readonly string[],
  where: TagFilter | null,
  everything: boolean,
): Promise<ReadRequest['classes']> {
  if ((where !== null || everything) && classIds.length !== 1) {
    throw new UserError(
      'bad-input',
      'An attribute filter, or everything, can be imported for one class only.',
    );
  }
  const classes = await findClasses(project.database, classIds);
  return classes.map(({ id, name, geometry, filter }) => ({ id, name, geometry, filter: where ?? filter }));
}

/** Adds the labels that are new and on the terrain, in one step that can be undone. */
async function addLabels(
  project: Project,
  classes: ReadRequest['classes'],
  labels: ReadLabels,
  file: string,
  name: string,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<LabelImportReport> {
  const { refs, lonLat, positive, fromOsm } = labels;
  const onTerrain = await project.useTerrain(async (terrain) => {
    const flags = new Uint8Array(refs.length);
    for (let start = 0; start < refs.length; start += BATCH) {
      throwIfAborted(signal);
      const elevations = await terrain.elevationsAt(lonLat.subarray(2 * start, 2 * (start + BATCH)));
      for (const [i, elevationM] of elevations.entries()) flags[start + i] = Number.isNaN(elevationM) ? 0 : 1;
      report({ done: start + elevations.length, total: refs.length, unit: 'places', message: name });
    }
    if (!flags.includes(1) && (await isSwapped(terrain, lonLat))) {
      throw new UserError(
        'outside-terrain',
        `All places of ${file} lie outside the terrain, and on it with longitude and latitude exchanged. ` +
          'Longitude, or x, comes first: write the file again, or name the columns the other way round.',
      );
    }
    return flags;
  });
  const { sampled, noArea } = await sampleAreas(project, labels.areas, { classes, file, report, signal });
  const leftOut = [...labels.leftOut, ...(noArea > 0 ? [{ name: reasons.noArea, count: noArea }] : [])];
  const result = await recordStep<LabelImportReport>(
    project.database,
    ({ added, areas }) => `${name} (${added} labels${areas > 0 ? `, ${areas} areas` : ''})`,
    async (transaction) => {
      const known = await knownLabels(transaction, classes);
      const byClass: Record<string, number> = {};
      let [added, duplicates, outside] = [0, 0, 0];
      for (let start = 0; start < refs.length; start += BATCH) {
        throwIfAborted(signal);
        const rows: (string | number | null)[][] = [];
        const named: [string, string, string][] = [];
        const end = Math.min(start + BATCH, refs.length);
        for (let i = start; i < end; i++) {
          const classIndex = labels.classIndex[i] ?? 0;
          const classId = classes[classIndex]?.id ?? '';
          const [lonDeg = 0, latDeg = 0] = lonLat.subarray(2 * i, 2 * i + 2);
          const own = refs[i] ?? null;
          const isOsm = own === null ? fromOsm : isOsmRef(own);
          const ref = own ?? (isOsm ? null : refInFile(file, lonDeg, latDeg));
          const source = isOsm ? OSM : file;
          if (onTerrain[i] === 0) outside += 1;
          else if (known[classIndex]?.has(lonDeg, latDeg, ref, source) === true) {
            duplicates += 1;
            const placeName = labels.names[i] ?? null;
            if (ref !== null && placeName !== null) named.push([classId, ref, placeName]);
          } else {
            known[classIndex]?.add(lonDeg, latDeg, ref, source);
            rows.push([
              ...[classId, lonDeg, latDeg, positive[i] ?? 1, isOsm ? 'osm' : 'file', ref],
              ...[labels.names[i] ?? null, labels.notes[i] ?? null],
            ]);
            byClass[classId] = (byClass[classId] ?? 0) + 1;
          }
        }
        await transaction.run(
          `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source, source_ref, name, note)
           SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
           FROM json_each(?)`,
          [JSON.stringify(rows)],
        );
        // Labels of before names were kept get theirs when the file is imported again.
        await transaction.run(
          `UPDATE labels SET name = given.value ->> 2 FROM json_each(?) AS given
           WHERE class_id = given.value ->> 0 AND source_ref = given.value ->> 1 AND name IS NULL`,
          [JSON.stringify(named)],
        );
        added += rows.length;
        report({ done: end, total: refs.length, unit: 'labels', message: name });
      }
      const areas = await putAreas(transaction, sampled);
      if (fromOsm && added + areas > 0) await creditOsm(transaction);
      return {
        added,
        duplicates: duplicates + sampled.filter(({ isNew }) => !isNew).length,
        outside: outside + sampled.filter(({ isNew, places }) => isNew && places.length === 0).length,
        areas,
        byClass,
        leftOut: leftOut.map(({ name: reason, count }) => ({ reason, count })),
        holds: labels.holds.map(({ name: kind, count }) => ({ kind, count })),
      };
    },
  );
  project.changed('areas', 'labels', 'classes', 'project', 'undo');
  return result;
}

/** Whether most of the first places lie on the terrain when longitude and latitude are exchanged. */
async function isSwapped(terrain: Terrain, lonLat: Float64Array): Promise<boolean> {
  const swapped = lonLat.slice(0, 2 * BATCH).map((_, i) => lonLat[i % 2 === 0 ? i + 1 : i - 1] ?? NaN);
  for (let i = 1; i < swapped.length; i += 2) if (Math.abs(swapped[i] ?? NaN) > 90) return false;
  const elevations = await terrain.elevationsAt(swapped);
  const there = elevations.reduce((sum, elevationM) => sum + (Number.isNaN(elevationM) ? 0 : 1), 0);
  return 2 * there > elevations.length;
}
