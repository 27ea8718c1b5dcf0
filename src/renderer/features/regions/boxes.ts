import { metresPerDegreeLat } from '../../../shared/geo/ellipsoid';
import {
  boxOfEdges,
  leastLonDegreeM,
  lonNear,
  wrappedBox,
  wrappedLonDeg,
  type LonLat,
  type LonLatBox,
} from '../../../shared/geo/lonLat';

const DECIMALS = 4;

/** `9.4332, 47.0224, 9.6724, 47.3026`: west, south, east, north. */
export const formatBox = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): string =>
  [westDeg, southDeg, wrappedLonDeg(eastDeg), northDeg]
    .map((degrees) => Number(degrees.toFixed(DECIMALS)))
    .join(', ');

/** Reads a typed box; if it is not one, a sentence that says so. */
export function parseBox(text: string): LonLatBox | string {
  const [westDeg, southDeg, eastDeg, northDeg, ...rest] = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const box = boxOfEdges(westDeg, southDeg, eastDeg, northDeg);
  if (box !== null && rest.length === 0) return box;
  return 'Type west, south, east, north: 9.44, 47.02, 9.55, 47.3';
}

/** The box around two corners or more. */
export function boxAround(corners: readonly LonLat[]): LonLatBox {
  const [first] = corners;
  const lons = corners.map(({ lonDeg }) => lonNear(first?.lonDeg ?? 0, lonDeg));
  const lats = corners.map(({ latDeg }) => latDeg);
  return wrappedBox({
    westDeg: Math.min(...lons),
    southDeg: Math.min(...lats),
    eastDeg: Math.max(...lons),
    northDeg: Math.max(...lats),
  });
}

/** The four corners, from the north-west clockwise. */
export const cornersOf = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): LonLat[] => [
  { lonDeg: westDeg, latDeg: northDeg },
  { lonDeg: eastDeg, latDeg: northDeg },
  { lonDeg: eastDeg, latDeg: southDeg },
  { lonDeg: westDeg, latDeg: southDeg },
];

/** `8.5 × 31 km`: the approximate width and height of a box. */
export function sizeOf(box: LonLatBox): string {
  const kilometres = (valueM: number): number => Number((valueM / 1000).toPrecision(2));
  const width = kilometres((box.eastDeg - box.westDeg) * leastLonDegreeM(box));
  return `${width} × ${kilometres((box.northDeg - box.southDeg) * metresPerDegreeLat((box.southDeg + box.northDeg) / 2))} km`;
}
