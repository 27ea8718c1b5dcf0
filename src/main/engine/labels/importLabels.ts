import { basename } from 'node:path';
import { z } from 'zod';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { TagFilter } from '../../../shared/labelClasses';
import type { LabelImportReport, TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { readLabelFile } from '../osm/labelFile';
import { matchesFilter, type OsmFeatures } from '../osm/osmFeature';
import { askOverpass, overpassQuery } from '../osm/overpass';
import { readOverpassJson } from '../osm/overpassJson';
import { recordStep } from '../store/undo';
import { findClasses } from './classes';
import { placeLabels, type ClassToFill, type LabelPlace } from './placeLabels';

/** What OpenStreetMap asks to be shown wherever its data is used (osmfoundation.org, Attribution Guidelines). */
const OSM_ATTRIBUTION = 'Labels © OpenStreetMap contributors, ODbL 1.0';

/** Locations whose elevation is looked up at once. */
const BATCH = 2048;

/**
 * Imports the labels of a file. Without a filter, a file whose features carry no tags of the class is taken whole when
 * one class is asked for: it is then a list of places of that class.
 */
export function importLabelsWork(
  project: Project,
  spec: Extract<TaskSpec, { kind: 'import-labels' }>,
): TaskWork {
  return async (report, signal) => {
    const name = basename(spec.path);
    report({ done: 0, total: 1, unit: 'files', message: `Reading ${name}` });
    const classes = await classesToFill(project, spec.classIds, spec.where ?? null);
    let file = await readLabelFile(spec.path, wantsAny(classes), signal);
    let filled = classes;
    const [only] = classes;
    if (
      file.features.length === 0 &&
      only !== undefined &&
      classes.length === 1 &&
      spec.where === undefined
    ) {
      filled = [{ ...only, filter: null }];
      file = await readLabelFile(spec.path, (tags) => !hasOsmKey(tags), signal);
    }
    if (file.features.length === 0) {
      const wanted = classes.map(({ labelClass }) => labelClass.name.toLowerCase()).join(', ');
      throw new UserError('not-found', `${name} holds nothing tagged as ${wanted}.`);
    }
    const places = placeLabels(file.features, filled, spec.intervalM);
    return {
      kind: 'labels',
      report: await addPlaces(project, places, file, `Import ${name}`, report, signal),
    };
  };
}

/** Downloads labels of a box from the Overpass server. */
export function downloadLabelsWork(
  project: Project,
  spec: Extract<TaskSpec, { kind: 'download-labels' }>,
  overpassUrl: string,
): TaskWork {
  return async (report, signal) => {
    const classes = await classesToFill(project, spec.classIds, null);
    const filters = classes.flatMap(({ filter }) => (filter === null ? [] : [filter]));
    const host = new URL(overpassUrl).host;
    report({ done: 0, total: 0, unit: 'bytes', message: `Asking ${host}` });
    const answer = await askOverpass(
      overpassUrl,
      overpassQuery(filters, spec.box),
      (bytes) => {
        report({ done: bytes, total: 0, unit: 'bytes', message: `Receiving from ${host}` });
      },
      signal,
    );
    const file = readOverpassJson(answer, host, wantsAny(classes));
    const places = placeLabels(file.features, classes, spec.intervalM);
    return {
      kind: 'labels',
      report: await addPlaces(project, places, file, 'Download labels', report, signal),
    };
  };
}

async function classesToFill(
  project: Project,
  classIds: readonly string[],
  where: TagFilter | null,
): Promise<ClassToFill[]> {
  if (where !== null && classIds.length !== 1) {
    throw new UserError('bad-input', 'A tag filter of its own can be given for one class only.');
  }
  const classes = await findClasses(project.database, classIds);
  return classes.map((labelClass) => {
    const filter = where ?? labelClass.filter;
    if (filter === null) {
      throw new UserError(
        'bad-input',
        `The class ${labelClass.name} has no tag filter. Give it one, or state one.`,
      );
    }
    return { labelClass, filter };
  });
}

const wantsAny =
  (classes: readonly ClassToFill[]) =>
  (tags: Readonly<Record<string, string>>): boolean =>
    classes.some(({ filter }) => filter === null || matchesFilter(filter, tags));

/** Keys that say a feature is mapped in OpenStreetMap's way, just as something else. */
const hasOsmKey = (tags: Readonly<Record<string, string>>): boolean =>
  ['natural', 'waterway', 'aerialway', 'tourism', 'highway', 'building', 'landuse', 'place'].some((key) =>
    Object.hasOwn(tags, key),
  );

/** Adds the labels that are new and on the terrain, in one step that can be undone. */
async function addPlaces(
  project: Project,
  places: readonly LabelPlace[],
  file: OsmFeatures,
  name: string,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<LabelImportReport> {
  const onTerrain = await project.useTerrain(async (terrain) => {
    const flags = new Uint8Array(places.length);
    for (let start = 0; start < places.length; start += BATCH) {
      throwIfAborted(signal);
      const batch = places.slice(start, start + BATCH);
      const elevations = await terrain.elevationsAt(
        Float64Array.from(batch.flatMap(({ lonDeg, latDeg }) => [lonDeg, latDeg])),
      );
      for (const [i, elevationM] of elevations.entries()) flags[start + i] = Number.isNaN(elevationM) ? 0 : 1;
      report({ done: start + batch.length, total: places.length, unit: 'places', message: name });
    }
    return flags;
  });
  const source = file.fromOsm ? 'osm' : 'file';
  const result = await recordStep<LabelImportReport>(
    project.database,
    ({ added }) => `${name} (${added} labels)`,
    async (transaction) => {
      const known = new Set<string>();
      const existing = await transaction.all(
        z.object({
          class_id: z.string(),
          lon_deg: z.number(),
          lat_deg: z.number(),
          source_ref: z.string().nullable(),
        }),
        'SELECT class_id, lon_deg, lat_deg, source_ref FROM labels',
      );
      for (const row of existing) {
        known.add(placeKey(row.class_id, row.lon_deg, row.lat_deg));
        if (row.source_ref !== null) known.add(refKey(row.class_id, row.source_ref));
      }
      const rows: [string, number, number, string | null][] = [];
      const byClass: Record<string, number> = {};
      let duplicates = 0;
      let outside = 0;
      for (const [index, { classId, lonDeg, latDeg, ref }] of places.entries()) {
        const keys = [placeKey(classId, lonDeg, latDeg), ...(ref === null ? [] : [refKey(classId, ref)])];
        if (onTerrain[index] === 0) outside += 1;
        else if (keys.some((key) => known.has(key))) duplicates += 1;
        else {
          for (const key of keys) known.add(key);
          rows.push([classId, lonDeg, latDeg, ref]);
          byClass[classId] = (byClass[classId] ?? 0) + 1;
        }
      }
      await transaction.run(
        `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source, source_ref)
         SELECT value ->> 0, value ->> 1, value ->> 2, 1, ?, value ->> 3 FROM json_each(?)`,
        [source, JSON.stringify(rows)],
      );
      if (file.fromOsm && rows.length > 0) {
        await transaction.run('INSERT OR IGNORE INTO attributions (line) VALUES (?)', [OSM_ATTRIBUTION]);
      }
      return { added: rows.length, duplicates, outside, byClass };
    },
  );
  project.changed('labels', 'classes', 'project', 'undo');
  return result;
}

/** The same place to 0.00001 degrees, about a metre. */
const placeKey = (classId: string, lonDeg: number, latDeg: number): string =>
  `${classId} ${Math.round(lonDeg * 1e5)} ${Math.round(latDeg * 1e5)}`;

const refKey = (classId: string, ref: string): string => `${classId} ${ref}`;
