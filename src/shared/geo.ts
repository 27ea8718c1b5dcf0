import { z } from 'zod';

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

/** Whether a location lies in the box, edges included. */
export function boxContains(box: LonLatBox, lonDeg: number, latDeg: number): boolean {
  return lonDeg >= box.westDeg && lonDeg <= box.eastDeg && latDeg >= box.southDeg && latDeg <= box.northDeg;
}

/** Whether a location lies in a polygon whose edges are straight in degrees; where it crosses itself, every second time. */
export function polygonContains(polygon: readonly LonLat[], lonDeg: number, latDeg: number): boolean {
  let inside = false;
  let from = polygon.at(-1);
  for (const to of polygon) {
    if (from !== undefined && from.latDeg > latDeg !== to.latDeg > latDeg) {
      const share = (latDeg - from.latDeg) / (to.latDeg - from.latDeg);
      if (lonDeg < from.lonDeg + share * (to.lonDeg - from.lonDeg)) inside = !inside;
    }
    from = to;
  }
  return inside;
}
