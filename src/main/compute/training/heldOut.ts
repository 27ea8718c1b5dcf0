import { UserError } from '../../../shared/errors';
import { boxContains, grown, shrunk, type LonLatBox } from '../../../shared/geo/lonLat';
import { reachM } from '../../../shared/terrain/patch';
import { Random } from '../../../shared/statistics/random';
import type { Region } from '../../../shared/geo/region';
import type { Terrain } from '../../terrain/terrain';

/** Default share of a terrain's width or height that is held out for validation, and the largest one. */
const HELD_OUT_SHARE = 0.1;
const HELD_OUT_SHARE_MAX = 0.25;

/** Width of the validation area in reaches: two are its margins, so that locations lie in the third. */
const HELD_OUT_REACHES = 3;

/** Draws of locations before giving up on finding enough of them. */
const DRAWS_MAX = 50;

/**
 * A tenth of the terrain along one of its four edges, chosen by the seed; up to a quarter where a tenth is too narrow.
 * @param reachM metres around a location that are read
 */
export function randomValidationBox(whole: LonLatBox, seed: number, reachM: number): LonLatBox {
  const needed = grown(whole, HELD_OUT_REACHES * reachM);
  const extent = (wholeDeg: number, neededDeg: number): number =>
    Math.min(Math.max(wholeDeg * HELD_OUT_SHARE, neededDeg), wholeDeg * HELD_OUT_SHARE_MAX);
  const width = extent(whole.eastDeg - whole.westDeg, whole.westDeg - needed.westDeg);
  const height = extent(whole.northDeg - whole.southDeg, whole.southDeg - needed.southDeg);
  const strips: LonLatBox[] = [
    { ...whole, eastDeg: whole.westDeg + width },
    { ...whole, westDeg: whole.eastDeg - width },
    { ...whole, northDeg: whole.southDeg + height },
    { ...whole, southDeg: whole.northDeg - height },
  ];
  return strips[new Random(seed).nextInt(strips.length)] ?? whole;
}

/** The terrain that is read around random locations. */
export interface Footprint {
  readonly radiusM: number;
  /** How far samples reach, in radii: 1 for a patch alone. */
  readonly radii: number;
}

/**
 * Random locations around which nothing is read from a box.
 * @param box area to keep out of; null: none
 * @param where part of the terrain to draw in
 * @returns [n, 2] lon, lat in degrees
 * @throws UserError `outside-terrain` when there is too little other terrain
 */
export async function locationsOutside(
  terrain: Terrain,
  count: number,
  { radiusM, radii }: Footprint,
  seed: number,
  box: LonLatBox | null,
  where: Region = terrain.box,
): Promise<Float64Array> {
  const wholeM = radii * radiusM;
  if (box === null) return terrain.randomLocations(count, wholeM, seed, where);
  const heldOut = grown(box, reachM(radiusM, radii));
  const random = new Random(seed);
  const locations = new Float64Array(count * 2);
  let found = 0;
  for (let draw = 0; draw < DRAWS_MAX && found < count; draw++) {
    const drawn = await terrain.randomLocations(count - found, wholeM, random.nextUint32(), where);
    for (let i = 0; i < drawn.length; i += 2) {
      const [lonDeg = NaN, latDeg = NaN] = drawn.subarray(i, i + 2);
      if (boxContains(heldOut, lonDeg, latDeg)) continue;
      locations.set([lonDeg, latDeg], found * 2);
      found++;
    }
  }
  if (found < count) {
    throw new UserError(
      'outside-terrain',
      'There is too little terrain outside the area held out for validation. Choose a smaller validation box or smaller radii.',
    );
  }
  return locations;
}

/**
 * Random locations around which nothing is read from outside a box, within its outline where it has one.
 * @throws UserError `outside-terrain` when the box holds none
 */
export async function locationsInside(
  terrain: Terrain,
  count: number,
  { radiusM, radii }: Footprint,
  seed: number,
  box: Region,
): Promise<Float64Array> {
  const inner = shrunk(box, reachM(radiusM, radii));
  if (inner === null) {
    throw new UserError(
      'outside-terrain',
      'The box held out for validation is smaller than one patch. Choose a larger box.',
    );
  }
  return terrain.randomLocations(count, radii * radiusM, seed, { ...inner, outline: box.outline });
}
