import { UserError } from '../../../shared/errors';
import { type LonLatBox, wrappedLonDeg } from '../../../shared/geo/lonLat';
import { Random } from '../../../shared/statistics/random';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';

const DRAWN_AT_ONCE = 4096;

/** Failed draws per requested location before giving up. */
const DRAWS_PER_LOCATION = 1000;

/**
 * Random locations, uniform in area on the ellipsoid, that a test accepts; the same for equal seeds.
 * @param accept tells which of [n, 2] lon, lat are accepted: [n] 1 or 0
 * @returns [n, 2] lon, lat in degrees
 * @throws UserError `outside-terrain` when hardly any location is accepted
 */
export async function randomLocations(
  count: number,
  seed: number,
  box: LonLatBox,
  accept: (locations: Float64Array) => Promise<Uint8Array>,
): Promise<Float64Array> {
  const random = new Random(seed);
  const area = (latDeg: number): number => metresPerDegreeLat(latDeg) * metresPerDegreeLon(latDeg);
  const nearestToEquator = Math.min(Math.max(0, box.southDeg), box.northDeg);
  const largest = area(nearestToEquator);
  const locations = new Float64Array(count * 2);
  const drawn = new Float64Array(DRAWN_AT_ONCE * 2);
  let found = 0;
  let tried = 0;
  while (found < count) {
    for (let i = 0; i < DRAWN_AT_ONCE;) {
      const latDeg = box.southDeg + random.nextFloat() * (box.northDeg - box.southDeg);
      if (random.nextFloat() * largest > area(latDeg)) continue;
      drawn[i * 2] = wrappedLonDeg(box.westDeg + random.nextFloat() * (box.eastDeg - box.westDeg));
      drawn[i * 2 + 1] = latDeg;
      i++;
    }
    const good = await accept(drawn);
    for (let i = 0; i < DRAWN_AT_ONCE && found < count; i++) {
      if (good[i] !== 1) continue;
      locations.set(drawn.subarray(i * 2, i * 2 + 2), found * 2);
      found++;
    }
    tried += DRAWN_AT_ONCE;
    if (found < count && tried > DRAWS_PER_LOCATION * (found + 100)) {
      throw new UserError(
        'outside-terrain',
        `Only ${found} of ${count} random locations have a whole patch in this box. ` +
          'Choose a smaller radius, or a box that holds more of the terrain.',
      );
    }
  }
  return locations;
}
