import type { LonLat } from './lonLat';

/** Degrees of latitude of a metre on the sphere of the Earth's mean radius. */
const DEG_PER_M = 180 / Math.PI / 6_371_008.8;

/** Bounds of the cells that places are coarsened to, metres. */
export const COARSE_M = { least: 100, most: 100_000 } as const;

/**
 * The centre of the cell that a place lies in, of a grid of about square cells: rows of equal height from the equator, each divided
 * into a whole number of equal columns from the antimeridian.
 * @param cellM height of the rows and width of the columns in the middle of each, metres
 */
export function coarsePlace({ lonDeg, latDeg }: LonLat, cellM: number): LonLat {
  const rowDeg = cellM * DEG_PER_M;
  const middleDeg = (Math.floor(latDeg / rowDeg) + 0.5) * rowDeg;
  const latMiddleDeg = Math.max(-90, Math.min(90, middleDeg));
  const columns = Math.max(1, Math.round((360 * Math.cos((latMiddleDeg * Math.PI) / 180)) / rowDeg));
  const columnDeg = 360 / columns;
  const column = Math.min(columns - 1, Math.floor((lonDeg + 180) / columnDeg));
  return { lonDeg: (column + 0.5) * columnDeg - 180, latDeg: latMiddleDeg };
}
