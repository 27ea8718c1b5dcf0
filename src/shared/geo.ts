import { z } from 'zod';
import { metresPerDegreeLat, metresPerDegreeLon } from './ellipsoid';

/** A location on the ground, WGS84 degrees. */
export const lonLat = z.object({
  lonDeg: z.number().min(-180).max(180),
  latDeg: z.number().min(-90).max(90),
});
export type LonLat = z.infer<typeof lonLat>;

/** A box in WGS84 degrees, edges included; west < east (a box does not cross the antimeridian). */
export const lonLatBox = z
  .object({
    westDeg: z.number().min(-180).max(180),
    southDeg: z.number().min(-90).max(90),
    eastDeg: z.number().min(-180).max(180),
    northDeg: z.number().min(-90).max(90),
  })
  .refine((box) => box.westDeg < box.eastDeg && box.southDeg < box.northDeg, {
    message: 'A box needs west < east and south < north.',
  });
export type LonLatBox = z.infer<typeof lonLatBox>;

/** Whether a location lies in the box, edges included. A box grown across the antimeridian counts beyond ±180 degrees. */
export function boxContains(box: LonLatBox, lonDeg: number, latDeg: number): boolean {
  if (latDeg < box.southDeg || latDeg > box.northDeg) return false;
  if (lonDeg >= box.westDeg && lonDeg <= box.eastDeg) return true;
  return lonDeg + 360 <= box.eastDeg || lonDeg - 360 >= box.westDeg;
}

/**
 * The box, wider by at least a margin on each side: whatever lies within the margin of the box lies in the grown one. Around
 * a pole that is every longitude.
 * @param marginM metres, 0 or more
 */
export function grown(box: LonLatBox, marginM: number): LonLatBox {
  const marginDeg = latitudesOf(marginM);
  const southDeg = Math.max(-90, box.southDeg - marginDeg);
  const northDeg = Math.min(90, box.northDeg + marginDeg);
  const lonMarginDeg = longitudesOf(marginM, southDeg, northDeg);
  const around = !(box.eastDeg - box.westDeg + 2 * lonMarginDeg < 360);
  return {
    westDeg: around ? -180 : box.westDeg - lonMarginDeg,
    southDeg,
    eastDeg: around ? 180 : box.eastDeg + lonMarginDeg,
    northDeg,
  };
}

/**
 * The part of a box that keeps at least a margin from its edges; null where nothing is left.
 * @param marginM metres, 0 or more
 */
export function shrunk(box: LonLatBox, marginM: number): LonLatBox | null {
  const marginDeg = latitudesOf(marginM);
  const lonMarginDeg = longitudesOf(marginM, box.southDeg, box.northDeg);
  const inner = {
    westDeg: box.westDeg + lonMarginDeg,
    southDeg: box.southDeg + marginDeg,
    eastDeg: box.eastDeg - lonMarginDeg,
    northDeg: box.northDeg - marginDeg,
  };
  return inner.westDeg < inner.eastDeg && inner.southDeg < inner.northDeg ? inner : null;
}

/** What two boxes share; null where that has no area. */
export function overlap(a: LonLatBox, b: LonLatBox): LonLatBox | null {
  const both = {
    westDeg: Math.max(a.westDeg, b.westDeg),
    southDeg: Math.max(a.southDeg, b.southDeg),
    eastDeg: Math.min(a.eastDeg, b.eastDeg),
    northDeg: Math.min(a.northDeg, b.northDeg),
  };
  return both.westDeg < both.eastDeg && both.southDeg < both.northDeg ? both : null;
}

/** Degrees of latitude that are nowhere less than a distance: a degree is shortest at the equator. */
const latitudesOf = (distanceM: number): number => distanceM / metresPerDegreeLat(0);

/** Degrees of longitude that are nowhere less than a distance between two latitudes: a degree is shortest towards the pole. */
function longitudesOf(distanceM: number, southDeg: number, northDeg: number): number {
  const nearestPoleDeg = Math.max(Math.abs(southDeg), Math.abs(northDeg));
  return nearestPoleDeg < 90 ? distanceM / metresPerDegreeLon(nearestPoleDeg) : Infinity;
}

/** Whether a location lies in a polygon whose edges are straight in degrees; where it crosses itself, every second time. */
export function polygonContains(polygon: readonly LonLat[], lonDeg: number, latDeg: number): boolean {
  let inside = false;
  let from = polygon.at(-1);
  for (const to of polygon) {
    if (from !== undefined && crossesEast(lonDeg, latDeg, from.lonDeg, from.latDeg, to.lonDeg, to.latDeg))
      inside = !inside;
    from = to;
  }
  return inside;
}

/** Whether an edge from a to b, straight in degrees, crosses the parallel of a location to the east of it. */
export function crossesEast(
  lonDeg: number,
  latDeg: number,
  aLonDeg: number,
  aLatDeg: number,
  bLonDeg: number,
  bLatDeg: number,
): boolean {
  if (aLatDeg > latDeg === bLatDeg > latDeg) return false;
  return lonDeg < aLonDeg + ((latDeg - aLatDeg) / (bLatDeg - aLatDeg)) * (bLonDeg - aLonDeg);
}
