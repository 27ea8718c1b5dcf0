import type { LatticeValue } from '../../../shared/contract/compute';
import { lonNear, wrappedLonDeg } from '../../../shared/geo/lonLat';
import { crsByCode } from '../../terrain/geo/crs';
import { projectionOf } from '../../terrain/geo/projection';

/** Parts of each edge of a footprint: edges that are straight in metres are not so in degrees. */
const EDGE_PARTS = 8;

/** A polygon or some, as GeoJSON has them (RFC 7946). */
export type Footprint =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly number[])[][] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly number[])[][][] };

/** West, south, east, north in degrees; west exceeds east across the antimeridian. */
export type Bbox = readonly [west: number, south: number, east: number, north: number];

/**
 * What a lattice covers, to the outer edges of its cells. Around a pole and across the antimeridian, the boxes in degrees around
 * it.
 */
export function footprintOf(lattice: LatticeValue): { readonly geometry: Footprint; readonly bbox: Bbox } {
  const { originE, originN, stepM, columns, rows } = lattice;
  const { inverse, forward } = projectionOf(crsByCode(lattice.crsCode));
  const [west, north] = [originE - stepM / 2, originN + stepM / 2];
  const [east, south] = [west + columns * stepM, north - rows * stepM];
  const ring: [number, number][] = [];
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ] as const;
  const [middleDeg] = inverse((west + east) / 2, (south + north) / 2);
  for (const [at, [e = NaN, n = NaN]] of corners.slice(0, -1).entries()) {
    const [nextE = NaN, nextN = NaN] = corners[at + 1] ?? [];
    for (let part = 0; part < EDGE_PARTS; part++) {
      const share = part / EDGE_PARTS;
      const [lonDeg, latDeg] = inverse(e + share * (nextE - e), n + share * (nextN - n));
      ring.push([lonNear(middleDeg, lonDeg), latDeg]);
    }
  }
  const lons = ring.map(([lonDeg]) => lonDeg);
  const lats = ring.map(([, latDeg]) => latDeg);
  const [low, high] = [Math.min(...lats), Math.max(...lats)];
  const [left, right] = [Math.min(...lons), Math.max(...lons)];
  for (const poleDeg of [90, -90]) {
    const [e, n] = forward(0, poleDeg);
    if (!isPolar(lattice.crsCode) || !(west < e && e < east && south < n && n < north) || poleDeg * low < 0)
      continue;
    const [from, to] = poleDeg > 0 ? [low, 90] : [-90, high];
    return {
      geometry: { type: 'Polygon', coordinates: [box(-180, from, 180, to)] },
      bbox: [-180, from, 180, to],
    };
  }
  if (left >= -180 && right <= 180)
    return {
      geometry: { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] },
      bbox: [left, low, right, high],
    };
  const [from, to] = [wrappedLonDeg(left), wrappedLonDeg(right)];
  const halves = [box(from, low, 180, high), box(-180, low, to, high)];
  return {
    geometry: { type: 'MultiPolygon', coordinates: halves.map((half) => [half]) },
    bbox: [from, low, to, high],
  };
}

const isPolar = (crsCode: string): boolean => crsCode === 'EPSG:5041' || crsCode === 'EPSG:5042';

const box = (west: number, south: number, east: number, north: number): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
