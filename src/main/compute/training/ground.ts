import { UserError } from '../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../shared/geo';
import { Random } from '../../../shared/random';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../terrain/geo/ellipsoid';
import type { Terrain } from '../../terrain/terrain';

/** Share of a terrain's width or height that is kept for validation where nobody says which ground. */
const HELD_OUT_SHARE = 0.1;

/** Draws of locations before giving up on finding enough of them. */
const DRAWS_MAX = 50;

/** A tenth of the ground along one of its four edges, which the seed chooses. */
export function randomValidationBox(ground: LonLatBox, seed: number): LonLatBox {
  const width = (ground.eastDeg - ground.westDeg) * HELD_OUT_SHARE;
  const height = (ground.northDeg - ground.southDeg) * HELD_OUT_SHARE;
  const strips: LonLatBox[] = [
    { ...ground, eastDeg: ground.westDeg + width },
    { ...ground, westDeg: ground.eastDeg - width },
    { ...ground, northDeg: ground.southDeg + height },
    { ...ground, southDeg: ground.northDeg - height },
  ];
  return strips[new Random(seed).nextInt(strips.length)] ?? ground;
}

/** A box made larger on all sides; smaller for a negative margin, null where nothing is left of it. */
export function growBox(box: LonLatBox, marginM: number): LonLatBox | null {
  const farthestDeg = Math.max(Math.abs(box.northDeg), Math.abs(box.southDeg));
  // Where the degree is shortest, so that the margin is nowhere too small.
  const eastM = metresPerDegreeLon(farthestDeg);
  const northM = metresPerDegreeLat(0);
  const grown = {
    westDeg: box.westDeg - marginM / eastM,
    southDeg: box.southDeg - marginM / northM,
    eastDeg: box.eastDeg + marginM / eastM,
    northDeg: box.northDeg + marginM / northM,
  };
  return grown.westDeg < grown.eastDeg && grown.southDeg < grown.northDeg ? grown : null;
}

/**
 * Random locations with whole patches that touch no ground of a box.
 * @returns [n, 2] lon, lat in degrees
 * @throws UserError `outside-terrain` when there is too little other ground
 */
export async function locationsOutside(
  terrain: Terrain,
  count: number,
  radiusM: number,
  seed: number,
  box: LonLatBox | null,
): Promise<Float64Array> {
  const heldOut = box === null ? null : growBox(box, radiusM);
  if (heldOut === null) return terrain.randomLocations(count, radiusM, seed);
  const random = new Random(seed);
  const locations = new Float64Array(count * 2);
  let found = 0;
  for (let draw = 0; draw < DRAWS_MAX && found < count; draw++) {
    const drawn = await terrain.randomLocations(count - found, radiusM, random.nextUint32());
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
      'There is too little ground beside the ground held out for validation. Take a smaller box or smaller radii.',
    );
  }
  return locations;
}

/**
 * Random locations whose patches lie within a box.
 * @throws UserError `outside-terrain` when the box holds none
 */
export async function locationsInside(
  terrain: Terrain,
  count: number,
  radiusM: number,
  seed: number,
  box: LonLatBox,
): Promise<Float64Array> {
  const inner = growBox(box, -radiusM);
  if (inner === null) {
    throw new UserError('outside-terrain', 'The box held out for validation is smaller than one patch.');
  }
  return terrain.randomLocations(count, radiusM, seed, inner);
}
