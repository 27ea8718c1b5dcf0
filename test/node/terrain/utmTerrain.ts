import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { Terrain } from '../../../src/main/terrain/terrain';
import { memoryDtm } from './memoryDtm';

/** The middle of UTM zone 32, where grid north is north, at 46.9 N. */
export const [MIDDLE_E, MIDDLE_N] = [500_040, 5_194_080];
export const PIXEL_M = 30;

/** Longitude and latitude of a place given in metres from the middle. */
export const at = (eastM: number, northM: number): Float64Array =>
  locationsOfCells(
    { crsCode: 'EPSG:32632', originE: MIDDLE_E, originN: MIDDLE_N, stepM: 1, columns: 1, rows: 1 },
    [eastM],
    [-northM],
  );

/** Square terrain with a pixel's centre in its middle. */
export async function terrainOf(
  pixels: number,
  heightM: (eastM: number, northM: number) => number,
): Promise<Terrain> {
  const half = (pixels - 1) / 2;
  const values = Float32Array.from({ length: pixels * pixels }, (_, i) =>
    heightM(((i % pixels) - half) * PIXEL_M, (half - Math.floor(i / pixels)) * PIXEL_M),
  );
  const placement = {
    crs: crsByCode('EPSG:32632'),
    width: pixels,
    height: pixels,
    originX: MIDDLE_E - (half + 0.5) * PIXEL_M,
    originY: MIDDLE_N + (half + 0.5) * PIXEL_M,
    pixelWidth: PIXEL_M,
    pixelHeight: -PIXEL_M,
  };
  return Terrain.of([memoryDtm(placement, values)], '/nowhere');
}
