import type { LonLat } from '../../../shared/geo/lonLat';

/** Metres of a degree of latitude on a sphere of the Earth's mean radius: enough for what is drawn. */
const DEGREE_M = (Math.PI / 180) * 6_371_008.8;

/** West, south, east and north of the square that reaches so many metres from a place, for the map. */
export function boxAround({ lonDeg, latDeg }: LonLat, reachM: number): [number, number, number, number] {
  const north = reachM / DEGREE_M;
  const east = north / Math.cos((latDeg * Math.PI) / 180);
  return [lonDeg - east, latDeg - north, lonDeg + east, latDeg + north];
}

/** The corners of a place's patch, from the north-west clockwise. */
export function patchCorners(place: LonLat, radiusM: number): LonLat[] {
  const [west, south, east, north] = boxAround(place, radiusM);
  return [
    { lonDeg: west, latDeg: north },
    { lonDeg: east, latDeg: north },
    { lonDeg: east, latDeg: south },
    { lonDeg: west, latDeg: south },
  ];
}
