import { lonLatPairs, placesOfPairs, wrappedLonDeg, type LonLat } from '../../../shared/geo/lonLat';
import type { Region } from '../../../shared/geo/region';
import { boxAround, cornersOf } from '../regions/boxes';

/** The polygon of a region; null: everywhere. Of an outline of several lines, the box around it. */
export function polygonOf(region: Region | undefined): LonLat[] | null {
  if (region === undefined) return null;
  const [ring, ...others] = region.outline ?? [];
  const corners =
    ring === undefined || others.length > 0 ? cornersOf(region) : placesOfPairs(Float64Array.from(ring));
  return corners.map(({ lonDeg, latDeg }) => ({ lonDeg: wrappedLonDeg(lonDeg), latDeg }));
}

/** The region that a polygon is; null: everywhere. */
export function polygonRegion(polygon: readonly LonLat[] | null): Region | null {
  if (polygon === null) return null;
  const box = boxAround(polygon);
  const corners = cornersOf(box);
  const isBox =
    polygon.length === corners.length &&
    polygon.every((one, at) => one.latDeg === corners[at]?.latDeg && one.lonDeg === corners[at].lonDeg);
  return isBox ? box : { ...box, outline: [[...lonLatPairs(polygon)]] };
}
