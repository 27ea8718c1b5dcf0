import { z } from 'zod';
import { Nearness } from '../../terrain/geo/nearness';
import type { Reader } from '../store/database';
import { labelsOfClass } from './labels';

/** A known place of a class speaks for it up to this share of the radius around it. */
const NEAR_SHARE = 1 / 4;

/** Ids of the classes of which a place has one at most at a radius. */
export async function exclusiveClassIds(reader: Reader): Promise<ReadonlySet<string>> {
  const rows = await reader.all(
    z.object({ id: z.string() }),
    'SELECT id FROM label_classes WHERE exclusive = 1 ORDER BY position, id',
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Known places of the classes that exclude a class: none of them is a place of it. Those nearer than a quarter of the radius to a
 * known place of the class itself are left out: there the labels disagree, or the radius does not tell the two apart.
 * @param positives known places of the class, [n, 2] lon, lat in degrees
 * @returns [m, 2] lon, lat in degrees; none where the class excludes nothing
 */
export async function excludingLabels(
  reader: Reader,
  classId: string,
  positives: Float64Array,
  radiusM: number,
): Promise<Float64Array> {
  const exclusive = await exclusiveClassIds(reader);
  if (!exclusive.has(classId)) return new Float64Array();
  const own = new Nearness(radiusM * NEAR_SHARE);
  for (let at = 0; at < positives.length; at += 2)
    own.add({ lonDeg: positives[at] ?? NaN, latDeg: positives[at + 1] ?? NaN });
  const found: number[] = [];
  for (const otherId of exclusive) {
    if (otherId === classId) continue;
    const others = (await labelsOfClass(reader, otherId)).positives;
    for (let at = 0; at < others.length; at += 2) {
      const place = { lonDeg: others[at] ?? NaN, latDeg: others[at + 1] ?? NaN };
      if (own.of(place).length === 0) found.push(place.lonDeg, place.latDeg);
    }
  }
  return Float64Array.from(found);
}
