import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { TagFilter } from '../../../shared/labelClasses';
import type { LabelImportReport, TaskSpec } from '../../../shared/task';
import type { Project, TaskWork } from '../context';
import { isOsmPbf } from '../osm/labelFile';
import { askOverpass, overpassQuery } from '../osm/overpass';
import type { Transaction } from '../store/database';
import { recordStep } from '../store/undo';
import { findClasses } from './classes';
import { labelPages } from './labels';
import type { ClassToFill } from './placeLabels';
import { readLabels, type ReadLabels } from './readLabels';

/** What OpenStreetMap asks to be shown wherever its data is used (osmfoundation.org, Attribution Guidelines). */
const OSM_ATTRIBUTION = 'Labels © OpenStreetMap contributors, ODbL 1.0';

/** Locations whose elevation is looked up at once, and rows that are written at once. */
const BATCH = 16_384;

/**
 * Imports the labels of a file. Without a filter, a GeoJSON file or answer whose features carry no tags of the class is
 * taken whole when one class is asked for: it is then a list of places of that class. An .osm.pbf file never is one.
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
        throw new UserError('not-found', `${name} is not there. Check the path.`, { cause: error });
      },
    );
    if (!isFile) throw new UserError('unsupported-file', `${name} is not a file.`);
    const classes = await classesToFill(project, spec.classIds, spec.where ?? null);
    const source = { kind: 'file', name, path: spec.path } as const;
    const request = { source, intervalM: spec.intervalM };
    let labels = await readLabels({ ...request, ...matching(classes) }, onProgress, signal);
    const [only] = classes;
    const mayBeList = classes.length === 1 && spec.where === undefined && !isOsmPbf(name);
    if (labels.refs.length === 0 && only !== undefined && mayBeList) {
      labels = await readLabels(
        { ...request, wanted: { kind: 'unmapped' }, classes: [{ ...only, filter: null }] },
        onProgress,
        signal,
      );
    }
    if (labels.refs.length === 0) {
      const names = classes.map((each) => each.name.toLowerCase()).join(', ');
      throw new UserError('not-found', `${name} holds nothing tagged as ${names}.`);
    }
    return {
      kind: 'labels',
      report: await addLabels(project, classes, labels, `Import ${name}`, report, signal),
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
    const host = new URL(overpassUrl).host;
    report({ done: 0, total: 0, unit: 'bytes', message: `Asking ${host}` });
    const bytes = await askOverpass(
      overpassUrl,
      overpassQuery(
        classes.map(({ filter }) => filter),
        spec.box,
      ),
      (done) => {
        report({ done, total: 0, unit: 'bytes', message: `Receiving from ${host}` });
      },
      signal,
    );
    const labels = await readLabels(
      { source: { kind: 'answer', name: host, bytes }, intervalM: spec.intervalM, ...matching(classes) },
      (done, total) => {
        report({ done, total, unit: 'bytes', message: `Reading from ${host}` });
      },
      signal,
    );
    return {
      kind: 'labels',
      report: await addLabels(project, classes, labels, 'Download labels', report, signal),
    };
  };
}

/** A class with the filter that chooses its features. */
type FilteredClass = Omit<ClassToFill, 'filter'> & { readonly name: string; readonly filter: TagFilter };

/** What a reader takes for classes: whatever one of their filters lets pass. */
const matching = (
  classes: readonly FilteredClass[],
): { wanted: { kind: 'filtered'; filters: TagFilter[] }; classes: ClassToFill[] } => ({
  wanted: { kind: 'filtered', filters: classes.map(({ filter }) => filter) },
  classes: classes.map(({ id, geometry, filter }) => ({ id, geometry, filter })),
});

async function classesToFill(
  project: Project,
  classIds: readonly string[],
  where: TagFilter | null,
): Promise<FilteredClass[]> {
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
    return { id: labelClass.id, name: labelClass.name, geometry: labelClass.geometry, filter };
  });
}

/** Adds the labels that are new and on the terrain, in one step that can be undone. */
async function addLabels(
  project: Project,
  classes: readonly FilteredClass[],
  labels: ReadLabels,
  name: string,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<LabelImportReport> {
  const { refs, lonLat, fromOsm } = labels;
  const onTerrain = await project.useTerrain(async (terrain) => {
    const flags = new Uint8Array(refs.length);
    for (let start = 0; start < refs.length; start += BATCH) {
      throwIfAborted(signal);
      const elevations = await terrain.elevationsAt(lonLat.subarray(2 * start, 2 * (start + BATCH)));
      for (const [i, elevationM] of elevations.entries()) flags[start + i] = Number.isNaN(elevationM) ? 0 : 1;
      report({ done: start + elevations.length, total: refs.length, unit: 'places', message: name });
    }
    return flags;
  });
  const result = await recordStep<LabelImportReport>(
    project.database,
    ({ added }) => `${name} (${added} labels)`,
    async (transaction) => {
      const known = await knownLabels(transaction, classes);
      const byClass: Record<string, number> = {};
      let [added, duplicates, outside] = [0, 0, 0];
      for (let start = 0; start < refs.length; start += BATCH) {
        throwIfAborted(signal);
        const rows: [string, number, number, string | null][] = [];
        const end = Math.min(start + BATCH, refs.length);
        for (let i = start; i < end; i++) {
          const classIndex = labels.classIndex[i] ?? 0;
          const classId = classes[classIndex]?.id ?? '';
          const [lonDeg = 0, latDeg = 0] = lonLat.subarray(2 * i, 2 * i + 2);
          const ref = refs[i] ?? null;
          if (onTerrain[i] === 0) outside += 1;
          else if (known[classIndex]?.has(lonDeg, latDeg, ref) === true) duplicates += 1;
          else {
            known[classIndex]?.add(lonDeg, latDeg, ref);
            rows.push([classId, lonDeg, latDeg, ref]);
            byClass[classId] = (byClass[classId] ?? 0) + 1;
          }
        }
        await transaction.run(
          `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source, source_ref)
           SELECT value ->> 0, value ->> 1, value ->> 2, 1, ?, value ->> 3 FROM json_each(?)`,
          [fromOsm ? 'osm' : 'file', JSON.stringify(rows)],
        );
        added += rows.length;
        report({ done: end, total: refs.length, unit: 'labels', message: name });
      }
      if (fromOsm && added > 0) {
        await transaction.run('INSERT OR IGNORE INTO attributions (line) VALUES (?)', [OSM_ATTRIBUTION]);
      }
      return { added, duplicates, outside, byClass, leftOut: [], holds: [] };
    },
  );
  project.changed('labels', 'classes', 'project', 'undo');
  return result;
}

/** The labels that the project has of each class. */
async function knownLabels(
  transaction: Transaction,
  classes: readonly { id: string }[],
): Promise<KnownPlaces[]> {
  const known: KnownPlaces[] = [];
  for (const { id } of classes) {
    const places = new KnownPlaces();
    for await (const rows of labelPages(transaction, id)) {
      for (const row of rows) places.add(row.lon_deg, row.lat_deg, row.source_ref);
    }
    known.push(places);
  }
  return known;
}

/** The labels of a class, by place and by identity in the source: whatever agrees in one of both is the same label. */
class KnownPlaces {
  readonly #places = new Set<number>();
  readonly #refs = new Set<string>();

  has(lonDeg: number, latDeg: number, ref: string | null): boolean {
    return this.#places.has(placeKey(lonDeg, latDeg)) || (ref !== null && this.#refs.has(ref));
  }

  add(lonDeg: number, latDeg: number, ref: string | null): void {
    this.#places.add(placeKey(lonDeg, latDeg));
    if (ref !== null) this.#refs.add(ref);
  }
}

/** The same place to 0.00001 degrees, about a metre, as one whole number: a text would take several times the memory. */
const placeKey = (lonDeg: number, latDeg: number): number =>
  Math.round((lonDeg + 180) * 1e5) * 2 ** 25 + Math.round((latDeg + 90) * 1e5);
