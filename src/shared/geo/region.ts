import { z } from 'zod';
import { checkedRings } from './checkedRings';
import { boxContains, lonLatBox, wrappedBox, type LonLatBox } from './lonLat';
import { ringsAreaM2, ringsBox, ringsContain, type Ring } from './rings';

/**
 * A part of the Earth: a box, and in it only what lies within an outline, where there is one. The outline is closed lines as in
 * rings.ts, each lon, lat, lon, lat, … in degrees; holes are lines within others. Whatever needs a box takes a region for its box.
 */
export const region = lonLatBox.safeExtend({
  outline: z.array(z.array(z.number()).min(6).max(20_000)).min(1).max(1000).optional(),
});
export type Region = z.infer<typeof region>;

/** Whether a location lies in a region, edges of its box included; longitudes may lie beyond ±180 degrees. */
export const regionContains = (of: Region, lonDeg: number, latDeg: number): boolean =>
  boxContains(of, lonDeg, latDeg) && (of.outline === undefined || ringsContain(of.outline, lonDeg, latDeg));

/** A box's outline, counterclockwise from the south-west: [4, 2] lon, lat in degrees. */
export const ringOfBox = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): Ring =>
  Float64Array.of(westDeg, southDeg, eastDeg, southDeg, eastDeg, northDeg, westDeg, northDeg);

/** The outline of a region, that of its box where it has no other. */
export const ringsOfRegion = (of: Region): Ring[] =>
  of.outline?.map((ring) => Float64Array.from(ring)) ?? [ringOfBox(of)];

/** Share of a box's area that an outline may lack and still be the box: rounding of files, not corners that somebody drew. */
const BOX_TOLERANCE = 1e-7;

/**
 * The region within rings; where they fill their box, the box.
 * @throws UserError `bad-input` as `checkedRings` does
 */
export function regionOfRings(given: readonly (readonly number[] | Ring)[]): Region {
  const rings = checkedRings(given);
  const [westDeg, southDeg, eastDeg, northDeg] = ringsBox(rings);
  const box = wrappedBox({ westDeg, southDeg, eastDeg, northDeg });
  const boxM2 = ringsAreaM2([ringOfBox(box)]);
  return boxM2 - ringsAreaM2(rings) < BOX_TOLERANCE * boxM2
    ? box
    : { ...box, outline: rings.map((ring) => [...ring]) };
}

/** A region's area on the ellipsoid, square metres. */
export const regionAreaM2 = (of: Region): number => ringsAreaM2(ringsOfRegion(of));
