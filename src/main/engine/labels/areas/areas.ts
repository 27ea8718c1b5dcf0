import { z } from 'zod';
import { MOST_AREA_PLACES, type AreaInfo } from '../../../../shared/contract/areas';
import { checkedRings } from '../../../../shared/geo/checkedRings';
import { UserError } from '../../../../shared/errors';
import { plural } from '../../../../shared/format';
import type { LabelClass } from '../../../../shared/labels/labelClasses';
import { ringsAreaM2, ringsBox, ringsContain, type Ring } from '../../../../shared/geo/rings';
import type { Project } from '../../context';
import type { Reader, Transaction } from '../../store/database';
import { json } from '../../store/json';
import { recordStep } from '../../store/undo';
import { findClass } from '../classes';
import { defaultPlaces } from './defaultPlaces';
import { spreadPlaces } from './spreadPlaces';

const ringsText = json(z.array(z.array(z.number()))).transform((rings) =>
  rings.map((ring) => Float64Array.from(ring)),
);

const areaRow = z.object({
  id: z.number(),
  class_id: z.string(),
  positive: z.number(),
  source: z.string(),
  rings: ringsText,
});
const COLUMNS = 'id, class_id, positive, source, rings';

/** The project's areas in the order they were added, with how many labels are in each. */
export async function listAreas(reader: Reader): Promise<AreaInfo[]> {
  const rows = await reader.all(
    areaRow.extend({ places: z.number() }),
    `SELECT ${COLUMNS}, (SELECT count(*) FROM labels WHERE area_id = areas.id) AS places FROM areas ORDER BY id`,
  );
  return rows.map(({ id, class_id, positive, source, rings, places }) => ({
    ...{ id, source, rings, places },
    classId: class_id,
    positive: positive === 1,
    areaM2: ringsAreaM2(rings),
  }));
}

/**
 * The rings of a class's areas of one sign.
 * @returns each as `checkedRings` gives them
 */
export async function areasOfClass(reader: Reader, classId: string, positive: boolean): Promise<Ring[][]> {
  const rows = await reader.all(
    z.object({ rings: ringsText }),
    'SELECT rings FROM areas WHERE class_id = ? AND positive = ?',
    [classId, positive ? 1 : 0],
  );
  return rows.map(({ rings }) => rings);
}

/**
 * Adds an area by hand, with labels at places in it; returns its id.
 * @param area `places` is the number of labels; null: by its size
 * @throws UserError `bad-input` as `checkedRings` does, `outside-terrain` where nothing of it has an elevation
 */
export async function addArea(
  project: Project,
  area: { classId: string; positive: boolean; rings: readonly Ring[]; places: number | null },
): Promise<number> {
  const { classId, positive } = area;
  const labelClass = await findClass(project.database, classId);
  const rings = checkedRings(area.rings);
  const sampled = await samplePlaces(project, labelClass, positive, rings, area.places);
  const name = labelClass.name.toLowerCase();
  const id = await recordStep(
    project.database,
    positive ? `Add an area of ${plural(name)}` : `Add an area without ${plural(name)}`,
    (transaction) =>
      insertArea(transaction, { classId, positive, rings, source: 'hand', ref: null }, sampled),
  );
  project.changed('areas', 'labels', 'classes', 'undo');
  return id;
}

/**
 * Replaces the labels of an area by the given number of new ones.
 * @throws UserError `not-found`, or `outside-terrain` where nothing of it has an elevation
 */
export async function setAreaPlaces(project: Project, areaId: number, places: number): Promise<void> {
  const { class_id, positive, rings } = await findArea(project.database, areaId);
  const labelClass = await findClass(project.database, class_id);
  const sampled = await samplePlaces(project, labelClass, positive === 1, rings, places);
  await recordStep(project.database, `Sample ${places} places in an area`, async (transaction) => {
    await transaction.run('DELETE FROM labels WHERE area_id = ?', [areaId]);
    await putPlaces(transaction, areaId, sampled);
  });
  project.changed('areas', 'labels', 'classes', 'undo');
}

/**
 * Gives an area another outline, with as many new labels for its size as it had.
 * @throws UserError `not-found`, and as `addArea` does
 */
export async function reshapeArea(project: Project, areaId: number, given: readonly Ring[]): Promise<void> {
  const { class_id, positive, rings: before } = await findArea(project.database, areaId);
  const labelClass = await findClass(project.database, class_id);
  const rings = checkedRings(given);
  const places = await placesIn(project.database, areaId);
  const wanted = Math.round((places * ringsAreaM2(rings)) / ringsAreaM2(before));
  const count = Math.min(MOST_AREA_PLACES, Math.max(1, wanted));
  const sampled = await samplePlaces(project, labelClass, positive === 1, rings, count);
  await recordStep(project.database, 'Reshape an area', async (transaction) => {
    await transaction.run('DELETE FROM labels WHERE area_id = ?', [areaId]);
    await transaction.run('UPDATE areas SET rings = ? WHERE id = ?', [ringsJson(rings), areaId]);
    await putPlaces(transaction, areaId, sampled);
  });
  project.changed('areas', 'labels', 'classes', 'undo');
}

/** Removes an area with its labels. @throws UserError `not-found` */
export async function removeArea(project: Project, areaId: number): Promise<void> {
  await findArea(project.database, areaId);
  await recordStep(project.database, 'Remove an area', (transaction) =>
    transaction.run('DELETE FROM areas WHERE id = ?', [areaId]),
  );
  project.changed('areas', 'labels', 'classes', 'undo');
}

async function findArea(reader: Reader, areaId: number): Promise<z.infer<typeof areaRow>> {
  const found = await reader.get(areaRow, `SELECT ${COLUMNS} FROM areas WHERE id = ?`, [areaId]);
  if (found === null) throw new UserError('not-found', 'This area is no longer in the project.');
  return found;
}

/** Places in an area as `findPlaces` finds them. @throws UserError `outside-terrain` for none */
async function samplePlaces(...wanted: Parameters<typeof findPlaces>): Promise<Float64Array> {
  const places = await findPlaces(...wanted);
  if (places.length > 0) return places;
  throw new UserError(
    'outside-terrain',
    'No place in this area has an elevation and room for a label. Draw it where a DTM has data.',
  );
}

/**
 * Places in an area that keep a pixel from each other and from the labels that are there already.
 * @param wanted how many; null: by the size of the area
 * @returns [n, 2] lon, lat in degrees; none where there is no elevation, or no room
 */
export async function findPlaces(
  project: Project,
  labelClass: LabelClass,
  positive: boolean,
  rings: readonly Ring[],
  wanted: number | null,
): Promise<Float64Array> {
  const known = await knownIn(project.database, labelClass.id, rings);
  return project.useTerrain((terrain) =>
    spreadPlaces(rings, {
      count: wanted ?? defaultPlaces(ringsAreaM2(rings), labelClass, positive, terrain.radiusRangeM.minM),
      apartM: terrain.pixelM,
      known,
      onGround: async (locations) =>
        Array.from(await terrain.elevationsAt(locations), (elevationM) => !Number.isNaN(elevationM)),
    }),
  );
}

/** Adds an area with labels at places in it, [n, 2] lon, lat in degrees; returns its id. */
export async function insertArea(
  transaction: Transaction,
  area: {
    readonly classId: string;
    readonly positive: boolean;
    readonly source: 'hand' | 'osm' | 'file';
    readonly ref: string | null;
    readonly rings: readonly Ring[];
  },
  places: Float64Array,
): Promise<number> {
  const { lastId } = await transaction.run(
    'INSERT INTO areas (class_id, positive, source, source_ref, rings) VALUES (?, ?, ?, ?, ?)',
    [...[area.classId, area.positive ? 1 : 0, area.source, area.ref], ringsJson(area.rings)],
  );
  await putPlaces(transaction, lastId, places);
  return lastId;
}

/** Labels of a class in an area that belong to no area, [n, 2] lon, lat in degrees. */
async function knownIn(reader: Reader, classId: string, rings: readonly Ring[]): Promise<Float64Array> {
  const [, south, , north] = ringsBox(rings);
  const rows = await reader.all(
    z.object({ lon_deg: z.number(), lat_deg: z.number() }),
    'SELECT lon_deg, lat_deg FROM labels WHERE class_id = ? AND area_id IS NULL AND lat_deg BETWEEN ? AND ?',
    [classId, south, north],
  );
  return Float64Array.from(
    rows
      .filter(({ lon_deg, lat_deg }) => ringsContain(rings, lon_deg, lat_deg))
      .flatMap(({ lon_deg, lat_deg }) => [lon_deg, lat_deg]),
  );
}

/** How many labels an area has. */
async function placesIn(reader: Reader, areaId: number): Promise<number> {
  const row = z.object({ places: z.number() });
  const found = await reader.get(row, 'SELECT count(*) AS places FROM labels WHERE area_id = ?', [areaId]);
  return found?.places ?? 0;
}

const ringsJson = (rings: readonly Ring[]): string => JSON.stringify(rings.map((ring) => [...ring]));

/** Labels of an area, with its class, sign and source. */
async function putPlaces(transaction: Transaction, areaId: number, places: Float64Array): Promise<void> {
  const rows = Array.from({ length: places.length / 2 }, (_, i) => [places[2 * i], places[2 * i + 1]]);
  await transaction.run(
    `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source, area_id)
     SELECT areas.class_id, places.value ->> 0, places.value ->> 1, areas.positive, areas.source, areas.id
     FROM areas, json_each(?) AS places WHERE areas.id = ? ORDER BY places.key`,
    [JSON.stringify(rows), areaId],
  );
}
