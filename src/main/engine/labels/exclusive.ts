import { z } from 'zod';
import { Nearness } from '../../terrain/geo/nearness';
import type { Reader } from '../store/database';
import { labelsOfClass } from './labels';

/** A known place of a class vouches for it up to this share of the radius around it. */
const NEAR_SHARE = 1 / 4;

/** Ids of the classes that exclude each other at a radius. */
export async function exclusiveClassIds(reader: Reader): Promise<ReadonlySet<string>> {
  const rows = await reader.all(
    z.object({ id: z.string() }),
    'SELECT id FROM label_classes WHERE exclusive = 1 ORDER BY position, id',
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Whether classes were made exclusive, or no longer are, since something was made of them; a class that was removed did not change.
 * @returns a function of the classes and of those that were exclusive then; undefined where an older version did not keep it
 */
export async function exclusiveChangedOf(
  reader: Reader,
): Promise<(classIds: readonly string[], exclusive: readonly string[] | undefined) => boolean> {
  const rows = await reader.all(
    z.object({ id: z.string(), exclusive: z.number() }),
    'SELECT id, exclusive FROM label_classes',
  );
  const isExclusive = new Map(rows.map(({ id, exclusive }) => [id, exclusive === 1]));
  return (classIds, exclusive) =>
    exclusive !== undefined &&
    classIds.some((id) => {
      const now = isExclusive.get(id);
      return now !== undefined && now !== exclusive.includes(id);
    });
}

/**
 * Known places of the classes that exclude a class: none of them is a place of it. Those nearer than a quarter of the radius to a
 * known place of the class itself are left out: there the labels disagree, or the radius does not distinguish the two.
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
