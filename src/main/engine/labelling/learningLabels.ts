import { z } from 'zod';
import { Random } from '../../../shared/random';
import type { Reader } from '../store/database';

/** A label of a class. */
export interface ClassLabel {
  readonly id: number;
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly positive: boolean;
  readonly byHand: boolean;
  /** Whether a person looked at it and said that it is right. */
  readonly checked: boolean;
}

const row = z.object({
  id: z.number(),
  lon_deg: z.number(),
  lat_deg: z.number(),
  positive: z.number(),
  source: z.string(),
  checked: z.number(),
});

/** The labels of a class, oldest first. */
export async function labelsWithIds(reader: Reader, classId: string): Promise<ClassLabel[]> {
  const rows = await reader.all(
    row,
    'SELECT id, lon_deg, lat_deg, positive, source, checked FROM labels WHERE class_id = ? ORDER BY id',
    [classId],
  );
  return rows.map(({ id, lon_deg, lat_deg, positive, source, checked }) => ({
    id,
    lonDeg: lon_deg,
    latDeg: lat_deg,
    positive: positive === 1,
    byHand: source === 'hand',
    checked: checked === 1,
  }));
}

/**
 * The labels of one sign that a refit learns from, oldest first: those made by hand before others, the newest of them first,
 * and of the others whichever a number drawn for each ranks first. So a label more or less changes no other one's place.
 */
export function learningLabels(
  labels: readonly ClassLabel[],
  positive: boolean,
  most: number,
  seed: number,
): ClassLabel[] {
  const own = labels.filter((label) => label.positive === positive);
  if (own.length <= most) return own;
  const drawn = new Map(own.map(({ id }) => [id, new Random(seed * 2 ** 32 + id).nextUint32()]));
  const rank = ({ id, byHand }: ClassLabel): number => (byHand ? -id : (drawn.get(id) ?? 0));
  return own
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most)
    .sort((a, b) => a.id - b.id);
}
