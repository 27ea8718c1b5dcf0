import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pixels along an edge, their size in degrees, and the south-west corner. */
const PIXELS = 401;
const PIXEL_DEG = 0.00025;
const WEST_DEG = 9;
const SOUTH_DEG = 47;

/** Metres per degree at 47.05 N (Snyder, Map Projections: A Working Manual, eq. 4-18 and 4-20). */
const M_PER_DEG_LON = 75_992;
const M_PER_DEG_LAT = 111_175;

const SUMMIT_M = 3000;
const SLOPE_DEG = 30;

/** A hill: a cone of 30 degrees, level squares in three corners, a void in the fourth. */
export const cone = {
  box: {
    westDeg: WEST_DEG,
    southDeg: SOUTH_DEG,
    eastDeg: WEST_DEG + PIXELS * PIXEL_DEG,
    northDeg: SOUTH_DEG + PIXELS * PIXEL_DEG,
  },
  /** Level squares of 0.02 degrees: heights in metres. */
  levelM: { northWest: 500, southWest: 1250, southEast: 2500 },
  lowestM: 500,
  summitM: SUMMIT_M,
  summit: { lonDeg: WEST_DEG + (PIXELS * PIXEL_DEG) / 2, latDeg: SOUTH_DEG + (PIXELS * PIXEL_DEG) / 2 },
  /** The place at a distance from the summit, metres to the east and north. */
  at: (eastM: number, northM: number) => ({
    lonDeg: cone.summit.lonDeg + eastM / M_PER_DEG_LON,
    latDeg: cone.summit.latDeg + northM / M_PER_DEG_LAT,
  }),
  /** How far from the summit a height is, metres. */
  radiusM: (heightM: number) => (SUMMIT_M - heightM) / Math.tan((SLOPE_DEG * Math.PI) / 180),
};

/** Writes the hill as an ESRI ASCII grid with its CRS beside it; returns its path. */
export function writeCone(folder: string): string {
  const rows: string[] = [];
  for (let row = 0; row < PIXELS; row++) {
    const values: string[] = [];
    for (let column = 0; column < PIXELS; column++) values.push(heightAt(column, row).toFixed(2));
    rows.push(values.join(' '));
  }
  const header = [
    `ncols ${PIXELS}`,
    `nrows ${PIXELS}`,
    `xllcorner ${WEST_DEG}`,
    `yllcorner ${SOUTH_DEG}`,
    `cellsize ${PIXEL_DEG}`,
    'NODATA_value -9999',
  ];
  writeFileSync(join(folder, 'cone.asc'), [...header, ...rows].join('\n'));
  writeFileSync(
    join(folder, 'cone.prj'),
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
  );
  return join(folder, 'cone.asc');
}

function heightAt(column: number, row: number): number {
  const isWest = column < 80;
  const isEast = column >= PIXELS - 80;
  if (row < 80 && isEast) return -9999;
  if (row < 80 && isWest) return cone.levelM.northWest;
  if (row >= PIXELS - 80 && isWest) return cone.levelM.southWest;
  if (row >= PIXELS - 80 && isEast) return cone.levelM.southEast;
  const middle = (PIXELS - 1) / 2;
  const distanceM = Math.hypot(
    (column - middle) * PIXEL_DEG * M_PER_DEG_LON,
    (row - middle) * PIXEL_DEG * M_PER_DEG_LAT,
  );
  return Math.max(cone.lowestM, SUMMIT_M - Math.tan((SLOPE_DEG * Math.PI) / 180) * distanceM);
}
