import { z } from 'zod';
import { areasOfClass } from '../labels/areas/areas';
import { insideAny } from '../labels/areas/insideAny';
import type { Reader } from '../store/database';

/** A label of a class. */
export interface ClassLabel {
  readonly id: number;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly positive: boolean;
  /** Whether a person checked it and confirmed that it is right. */
  readonly checked: boolean;
}

const row = z.object({
  id: z.number(),
  lon_deg: z.number(),
  lat_deg: z.number(),
  checked: z.number(),
});

/**
 * The labels of one sign that a refit is trained on, oldest first: those made by hand one by one before others, the newest of
 * them first, and of the others whichever a hash of its id ranks first (multiplicative: Knuth, The Art of Computer Programming 3,
 * 6.4). So one label more or less changes the membership of at most one other. Positives in an area that has none of the class
 * are left out.
 */
export async function learningLabels(
  reader: Reader,
  classId: string,
  positive: boolean,
  most: number,
): Promise<ClassLabel[]> {
  const rows = await reader.all(
    row,
    `SELECT id, lon_deg, lat_deg, checked FROM labels WHERE class_id = ? AND positive = ?
     ORDER BY source = 'hand' AND area_id IS NULL DESC,
       CASE WHEN source = 'hand' AND area_id IS NULL THEN -id ELSE (id * 2654435761) % 4294967296 END LIMIT ?`,
    [classId, positive ? 1 : 0, most],
  );
  const hasNone = insideAny(positive ? await areasOfClass(reader, classId, false) : []);
  return rows
    .filter(({ lon_deg, lat_deg }) => !hasNone(lon_deg, lat_deg))
    .sort((a, b) => a.id - b.id)
    .map(({ id, lon_deg, lat_deg, checked }) => ({
      id,
      lonDeg: lon_deg,
      latDeg: lat_deg,
      positive,
      checked: checked === 1,
    }));
}

/** How many labels a class has. */
export async function countLabels(reader: Reader, classId: string): Promise<number> {
  const found = await reader.get(
    z.object({ n: z.number() }),
    'SELECT count(*) AS n FROM labels WHERE class_id = ?',
    [classId],
  );
  return found?.n ?? 0;
}
