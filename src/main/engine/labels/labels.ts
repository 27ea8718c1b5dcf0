import { z } from 'zod';
import type { LabelColumns } from '../../../shared/contract/labels';
import { UserError } from '../../../shared/errors';
import { plural } from '../../../shared/format';
import type { Project } from '../context';
import type { Reader } from '../store/database';
import { json } from '../store/json';
import { recordStep } from '../store/undo';
import { areasOfClass } from './areas/areas';
import { insideAny } from './areas/insideAny';
import { findClass } from './classes';

/** Rows that are read at once: enough to be fast, few enough for memory and for the other work of the process. */
const PAGE_ROWS = 32_768;

const numbers = json(z.array(z.number()));

const texts = json(z.array(z.string()));

const columnsRow = z.object({
  ids: numbers,
  lon_deg: numbers,
  lat_deg: numbers,
  class_index: numbers,
  positive: numbers,
  source: numbers,
  checked: numbers,
  names: texts,
  notes: texts,
});

/**
 * All labels as columns. SQLite writes those of a page as one JSON array each, since 50,000 rows of their own take several times
 * as long. Degrees have 17 digits, which restore the exact number: places are distinguished by it.
 */
export async function listLabels(reader: Reader): Promise<LabelColumns> {
  const classes = await reader.all(
    z.object({ id: z.string() }),
    'SELECT id FROM label_classes ORDER BY position, id',
  );
  const pages: z.infer<typeof columnsRow>[] = [];
  for (let lastId = 0; ;) {
    const page = await reader.get(
      columnsRow,
      `WITH places AS (SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS place FROM label_classes)
       SELECT json_group_array(id) AS ids, json_group_array(json(printf('%!.17g', lon_deg))) AS lon_deg,
              json_group_array(json(printf('%!.17g', lat_deg))) AS lat_deg,
              json_group_array(place) AS class_index, json_group_array(positive) AS positive,
              json_group_array(CASE source WHEN 'hand' THEN 0 WHEN 'osm' THEN 1 ELSE 2 END) AS source,
              json_group_array(checked) AS checked, json_group_array(coalesce(name, '')) AS names,
              json_group_array(coalesce(note, '')) AS notes
       FROM (SELECT labels.id, lon_deg, lat_deg, place, positive, source, checked, labels.name, note
             FROM labels JOIN places ON places.id = labels.class_id
             WHERE labels.id > ? ORDER BY labels.id LIMIT ?)`,
      [lastId, PAGE_ROWS],
    );
    if (page === null) throw new Error('Aggregates give a row.');
    pages.push(page);
    if (page.ids.length < PAGE_ROWS) break;
    lastId = page.ids.at(-1) ?? lastId;
  }
  const count = pages.reduce((sum, { ids }) => sum + ids.length, 0);
  const columns = {
    ids: new Uint32Array(count),
    lonDeg: new Float64Array(count),
    latDeg: new Float64Array(count),
    classIndex: new Uint16Array(count),
    positive: new Uint8Array(count),
    source: new Uint8Array(count),
    checked: new Uint8Array(count),
  };
  for (const [index, page] of pages.entries()) {
    const at = index * PAGE_ROWS;
    columns.ids.set(page.ids, at);
    columns.lonDeg.set(page.lon_deg, at);
    columns.latDeg.set(page.lat_deg, at);
    columns.classIndex.set(page.class_index, at);
    columns.positive.set(page.positive, at);
    columns.source.set(page.source, at);
    columns.checked.set(page.checked, at);
  }
  return {
    ...columns,
    names: pages.flatMap(({ names }) => names),
    notes: pages.flatMap(({ notes }) => notes),
    classIds: classes.map(({ id }) => id),
  };
}

const labelRow = z.object({
  id: z.number(),
  lon_deg: z.number(),
  lat_deg: z.number(),
  positive: z.number(),
  source_ref: z.string().nullable(),
});

/** The labels of one class in the order of their ids, some at a time. */
export async function* labelPages(
  reader: Reader,
  classId: string,
): AsyncGenerator<z.infer<typeof labelRow>[]> {
  for (let lastId = 0; ;) {
    // The + keeps SQLite from sorting the whole class again for each page.
    const rows = await reader.all(
      labelRow,
      `SELECT id, lon_deg, lat_deg, positive, source_ref FROM labels
       WHERE id > ? AND +class_id = ? ORDER BY id LIMIT ?`,
      [lastId, classId, PAGE_ROWS],
    );
    yield rows;
    if (rows.length < PAGE_ROWS) return;
    lastId = rows.at(-1)?.id ?? lastId;
  }
}

/** What is known of a class. */
export interface ClassLabels {
  /** [n, 2] lon, lat in degrees; none in an area that has none of the class. */
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Positive labels in an area that has none of the class. */
  readonly inNoneAreas: number;
  /** Whether a place lies in an area of the class: then it cannot be a random negative. */
  readonly holds: (lonDeg: number, latDeg: number) => boolean;
}

/** The labels of one class, and where no negative may be drawn. */
export async function labelsOfClass(reader: Reader, classId: string): Promise<ClassLabels> {
  const hasNone = insideAny(await areasOfClass(reader, classId, false));
  const holds = insideAny(await areasOfClass(reader, classId, true));
  const positives: number[] = [];
  const negatives: number[] = [];
  let inNoneAreas = 0;
  for await (const rows of labelPages(reader, classId)) {
    for (const { positive, lon_deg, lat_deg } of rows) {
      if (positive === 0) negatives.push(lon_deg, lat_deg);
      else if (hasNone(lon_deg, lat_deg)) inNoneAreas += 1;
      else positives.push(lon_deg, lat_deg);
    }
  }
  return {
    positives: Float64Array.from(positives),
    negatives: Float64Array.from(negatives),
    ...{ inNoneAreas, holds },
  };
}

/**
 * Adds a label by hand; returns its id.
 * @param verbs of the step's name for a positive and a negative label
 * @throws UserError `outside-terrain` where there is no elevation
 */
export async function addLabel(
  project: Project,
  label: { classId: string; lonDeg: number; latDeg: number; positive: boolean },
  verbs: readonly [string, string] = ['Label', 'Label not'],
): Promise<number> {
  const labelClass = await findClass(project.database, label.classId);
  const elevationM = await project.useTerrain((terrain) => terrain.elevationAt(label.lonDeg, label.latDeg));
  if (Number.isNaN(elevationM)) {
    throw new UserError('outside-terrain', 'There is no elevation here. Label a place that a DTM covers.');
  }
  const name = `${verbs[label.positive ? 0 : 1]} ${labelClass.name.toLowerCase()}`;
  const { lastId } = await recordStep(project.database, name, (transaction) =>
    transaction.run(
      `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES (?, ?, ?, ?, 'hand')`,
      [label.classId, label.lonDeg, label.latDeg, label.positive ? 1 : 0],
    ),
  );
  project.changed('labels', 'classes', 'undo');
  return lastId;
}

/**
 * Adds labels by hand as one step; returns how many.
 * @throws UserError `outside-terrain` where there is no elevation, `bad-input` for no location
 */
export async function addLabels(
  project: Project,
  { classId, positive, locations }: { classId: string; positive: boolean; locations: Float64Array },
): Promise<number> {
  const labelClass = await findClass(project.database, classId);
  const count = locations.length / 2;
  if (count === 0 || !Number.isInteger(count))
    throw new UserError('bad-input', 'There is no place to label.');
  const elevations = await project.useTerrain((terrain) => terrain.elevationsAt(locations));
  const outside = elevations.reduce((sum, elevationM) => sum + (Number.isNaN(elevationM) ? 1 : 0), 0);
  if (outside > 0) {
    throw new UserError(
      'outside-terrain',
      `${outside} of ${count} places have no elevation. Label places that a DTM covers.`,
    );
  }
  const rows = Array.from({ length: count }, (_, i) => [locations[2 * i], locations[2 * i + 1]]);
  const name = labelClass.name.toLowerCase();
  const places = count === 1 ? 'place' : 'places';
  const title = positive
    ? `Label ${count} ${count === 1 ? name : plural(name)}`
    : `Label ${count} ${places} not ${name}`;
  await recordStep(project.database, title, (transaction) =>
    transaction.run(
      `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source)
       SELECT ?, value ->> 0, value ->> 1, ?, 'hand' FROM json_each(?)`,
      [classId, positive ? 1 : 0, JSON.stringify(rows)],
    ),
  );
  project.changed('labels', 'classes', 'undo');
  return count;
}

/** Removes labels; ids that no longer exist are skipped. */
export async function removeLabels(project: Project, ids: readonly number[]): Promise<void> {
  const name = ids.length === 1 ? 'Remove a label' : `Remove ${ids.length} labels`;
  await recordStep(project.database, name, (transaction) =>
    transaction.run('DELETE FROM labels WHERE id IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)]),
  );
  project.changed('labels', 'classes', 'undo');
}

/**
 * Flips a label's sign; whoever does so has looked at it, so it counts as checked, and stays whatever happens to the area that it
 * was sampled in.
 */
export const flipLabel = (project: Project, labelId: number): Promise<void> =>
  changeLabel(project, labelId, 'Flip a label', 'positive = 1 - positive, checked = 1, area_id = NULL');

/** Marks a label as correct, whatever a head says; it stays whatever happens to its area. */
export const checkLabel = (project: Project, labelId: number): Promise<void> =>
  changeLabel(project, labelId, 'Mark a label as correct', 'checked = 1, area_id = NULL');

async function changeLabel(project: Project, labelId: number, name: string, change: string): Promise<void> {
  await recordStep(project.database, name, (transaction) =>
    transaction.run(`UPDATE labels SET ${change} WHERE id = ?`, [labelId]),
  );
  project.changed('labels', 'classes', 'undo');
}
