import type { LatticeValue } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { geodesicBetween } from '../../../shared/geo/geodesic';
import { crsByCode } from '../../terrain/geo/crs';
import { edgeShares } from '../../terrain/geo/edgeShares';
import { projectionOf } from '../../terrain/geo/projection';
import type { RasterPlace } from './geotiff/tags';
import type { WrittenCrs } from './writtenCrs';

/** Cells that are transformed before other work of the process gets its turn. */
const CELLS_AT_ONCE = 65_536;

/** Values over a grid of a CRS. */
interface Regridded {
  readonly place: RasterPlace;
  readonly width: number;
  readonly height: number;
  /** [height, width] row by row from the north, NaN where there is none */
  readonly values: Float32Array;
}

/** A grid of a CRS over a lattice, its pixels as large as the lattice's cells. */
interface GridOverLattice {
  readonly place: RasterPlace;
  readonly width: number;
  readonly height: number;
  /** The cell of the lattice that the centre of a pixel lies in, counted from the west and north; null where there is none. */
  readonly cellAt: (column: number, row: number) => readonly [column: number, row: number] | null;
}

/**
 * Resamples the values of a lattice into another CRS: each pixel has the value of the cell that its centre lies in. No new
 * values are interpolated.
 * @param values [rows, columns] of the lattice, NaN where there is none
 * @throws UserError `bad-input` where the CRS has no coordinates for the lattice's edges
 */
export async function regrid(
  lattice: LatticeValue,
  values: Float32Array,
  crs: WrittenCrs,
): Promise<Regridded> {
  const { place, width, height, cellAt } = gridOver(lattice, crs);
  const regridded = new Float32Array(width * height).fill(NaN);
  for (let pixel = 0; pixel < regridded.length; pixel++) {
    if (pixel % CELLS_AT_ONCE === CELLS_AT_ONCE - 1) await new Promise(setImmediate);
    const cell = cellAt(pixel % width, Math.floor(pixel / width));
    if (cell !== null) regridded[pixel] = values[cell[1] * lattice.columns + cell[0]] ?? NaN;
  }
  return { place, width, height, values: regridded };
}

/**
 * The grid of another CRS that covers a lattice.
 * @throws UserError `bad-input` where the CRS has no coordinates for the lattice's edges
 */
export function gridOver(lattice: LatticeValue, { crs, epsg }: WrittenCrs): GridOverLattice {
  const from = projectionOf(crsByCode(lattice.crsCode));
  const to = projectionOf(crs);
  const { originE, originN, stepM, columns, rows } = lattice;
  const middle = from.inverse(originE + ((columns - 1) / 2) * stepM, originN - ((rows - 1) / 2) * stepM);
  const [middleX, middleY] = to.forward(...middle);
  // Degrees count on beyond 180, so that the grid is one.
  const near = (x: number): number => (crs.geographic ? x - 360 * Math.round((x - middleX) / 360) : x);
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [across, down] of edgeShares) {
    const e = originE + (across * columns - 0.5) * stepM;
    const n = originN - (down * rows - 0.5) * stepM;
    const [x, y] = to.forward(...from.inverse(e, n));
    west = Math.min(west, near(x));
    east = Math.max(east, near(x));
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  if (![west, east, south, north, middleX, middleY].every(Number.isFinite)) {
    throw new UserError(
      'bad-input',
      `Some of the map has no coordinates in ${crs.name}. Export it in metres of UTM, and reproject it with: gdalwarp`,
    );
  }
  const [pixelWidth, pixelHeight] = pixelSize(to.inverse, middleX, middleY, stepM, crs.geographic);
  const width = Math.ceil((east - west) / pixelWidth);
  const height = Math.ceil((north - south) / pixelHeight);
  const place = { epsg, geographic: crs.geographic, west, north, pixelWidth, pixelHeight };
  const cellAt: GridOverLattice['cellAt'] = (pixelColumn, pixelRow) => {
    const [e, n] = from.forward(
      ...to.inverse(west + (pixelColumn + 0.5) * pixelWidth, north - (pixelRow + 0.5) * pixelHeight),
    );
    const column = Math.round((e - originE) / stepM);
    const row = Math.round((originN - n) / stepM);
    return column >= 0 && column < columns && row >= 0 && row < rows ? [column, row] : null;
  };
  return { place, width, height, cellAt };
}

/** The change of a CRS's coordinates for a step on the ground, to the east and to the north of a place. */
function pixelSize(
  inverse: (x: number, y: number) => readonly [number, number],
  x: number,
  y: number,
  stepM: number,
  geographic: boolean,
): readonly [number, number] {
  const some = geographic ? 1e-3 : 100;
  const placeOf = (toX: number, toY: number): { lonDeg: number; latDeg: number } => {
    const [lonDeg, latDeg] = inverse(toX, toY);
    return { lonDeg, latDeg };
  };
  const here = placeOf(x, y);
  const eastM = geodesicBetween(here, placeOf(x + some, y)).lengthM;
  const northM = geodesicBetween(here, placeOf(x, y + some)).lengthM;
  return [(stepM * some) / eastM, (stepM * some) / northM];
}
