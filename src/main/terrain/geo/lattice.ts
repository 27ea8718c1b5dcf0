import type { LatticeValue } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { type LonLatBox, wrappedLonDeg } from '../../../shared/geo/lonLat';
import { crsByCode, type Crs } from './crs';
import { edgeShares } from './edgeShares';
import { projectionOf } from './projection';

/** Lattice cells along an edge of a chunk, the unit in which layers are computed and stored. */
export const CHUNK_CELLS = 64;

/** Latitudes that UTM covers (DMA TM 8358.2, section 2-1); UPS covers the rest. */
const UTM_NORTH_DEG = 84;
const UTM_SOUTH_DEG = -80;
const UPS_NORTH = 'EPSG:5041';
const UPS_SOUTH = 'EPSG:5042';

/** Maximum width of a box for a UTM lattice, degrees: at the equator, metres at its edges are then up to 6 % off. */
const WIDEST_DEG = 40;

/** Maximum number of cells in one lattice. */
const MOST_CELLS = 1e9;

/** EPSG code of the metric CRS of a location: its UTM zone, or UPS near the poles. */
function metricCrsCode(lonDeg: number, latDeg: number): string {
  if (latDeg >= UTM_NORTH_DEG) return UPS_NORTH;
  if (latDeg < UTM_SOUTH_DEG) return UPS_SOUTH;
  const zone = Math.min(60, Math.floor((lonDeg + 180) / 6) + 1);
  return `EPSG:${(latDeg >= 0 ? 32600 : 32700) + zone}`;
}

/** The metric CRS of a box's centre: its UTM zone, or UPS near the poles. */
export const metricCrsOf = ({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): Crs =>
  crsByCode(metricCrsCode(wrappedLonDeg((westDeg + eastDeg) / 2), (southDeg + northDeg) / 2));

/**
 * The lattice over a box, in the metric CRS of the box's centre. Cell centres are multiples of the step, so that the
 * lattices of one zone and step share their cells. It extends beyond the box where the box's edges are not straight in that CRS.
 * @throws UserError `bad-input` when it would have more than a billion cells, or the box is too wide for a grid
 * in metres
 */
export function latticeForBox(box: LonLatBox, stepM: number): LatticeValue {
  const { westDeg, southDeg, eastDeg, northDeg } = box;
  const { code: crsCode } = metricCrsOf(box);
  const isPolar = crsCode === UPS_NORTH || crsCode === UPS_SOUTH;
  if (!isPolar && eastDeg - westDeg > WIDEST_DEG) {
    throw new UserError(
      'bad-input',
      `The box is ${(eastDeg - westDeg).toFixed(0)} degrees wide, but a grid in metres covers at most ${WIDEST_DEG}. Choose a smaller box.`,
    );
  }
  const { forward } = projectionOf(crsByCode(crsCode));
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lonShare, latShare] of edgeShares) {
    const [e, n] = forward(
      westDeg + lonShare * (eastDeg - westDeg),
      southDeg + latShare * (northDeg - southDeg),
    );
    if (Number.isNaN(e)) continue;
    west = Math.min(west, e);
    east = Math.max(east, e);
    south = Math.min(south, n);
    north = Math.max(north, n);
  }
  // A box narrower than a step still gets the cell nearest to its centre.
  const first = (low: number, high: number): number =>
    Math.min(Math.ceil(low / stepM), Math.round((low + high) / 2 / stepM));
  const last = (low: number, high: number): number =>
    Math.max(Math.floor(high / stepM), Math.round((low + high) / 2 / stepM));
  const columns = last(west, east) - first(west, east) + 1;
  const rows = last(south, north) - first(south, north) + 1;
  if (!(columns * rows <= MOST_CELLS)) {
    throw new UserError(
      'bad-input',
      `A step of ${stepM} m makes too many cells in this box. Choose a larger step or a smaller box.`,
    );
  }
  return {
    crsCode,
    originE: first(west, east) * stepM,
    originN: last(south, north) * stepM,
    stepM,
    columns,
    rows,
  };
}

/** Whole chunks of the lattices of one CRS and step, counted from the CRS's origin to the east and to the south. */
export interface ChunkRange {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** The chunks that hold the cells of a lattice. */
export function chunkRangeOf({ originE, originN, stepM, columns, rows }: LatticeValue): ChunkRange {
  // Origins are multiples of the step: any remainder is rounding.
  const west = Math.round(originE / stepM);
  const north = Math.round(-originN / stepM);
  const column = Math.floor(west / CHUNK_CELLS);
  const row = Math.floor(north / CHUNK_CELLS);
  return {
    column,
    row,
    columns: Math.floor((west + columns - 1) / CHUNK_CELLS) - column + 1,
    rows: Math.floor((north + rows - 1) / CHUNK_CELLS) - row + 1,
  };
}

/** The lattice of all cells of some chunks. */
export function latticeOfChunks(
  { crsCode, stepM }: Pick<LatticeValue, 'crsCode' | 'stepM'>,
  { column, row, columns, rows }: ChunkRange,
): LatticeValue {
  return {
    crsCode,
    // 0 - ...: -0 would not equal the 0 of other lattices.
    originE: column * CHUNK_CELLS * stepM,
    originN: 0 - row * CHUNK_CELLS * stepM,
    stepM,
    columns: columns * CHUNK_CELLS,
    rows: rows * CHUNK_CELLS,
  };
}

/** A lattice widened to whole chunks, which it then shares with all lattices of its CRS and step. */
export const wholeChunks = (lattice: LatticeValue): LatticeValue =>
  latticeOfChunks(lattice, chunkRangeOf(lattice));

/** A chunk of a lattice, counted from its north-west corner to the east and to the south. */
export interface ChunkAddress {
  readonly chunkColumn: number;
  readonly chunkRow: number;
}

/** Column and row of a cell of a lattice. @param index row-major */
export const cellAt = (
  { columns }: Pick<LatticeValue, 'columns'>,
  index: number,
): [column: number, row: number] => [index % columns, Math.floor(index / columns)];

/** Column and row in the lattice of a cell of a chunk; they may lie outside the lattice. @param index row-major in the chunk, 0..4095 */
export function cellOfChunk(
  { chunkColumn, chunkRow }: ChunkAddress,
  index: number,
): [column: number, row: number] {
  const [column, row] = cellAt({ columns: CHUNK_CELLS }, index);
  return [chunkColumn * CHUNK_CELLS + column, chunkRow * CHUNK_CELLS + row];
}

/**
 * The locations of cells.
 * @param columns [n] counted from the west
 * @param rows [n] counted from the north
 * @returns [n, 2] lon, lat in degrees
 */
export function locationsOfCells(
  lattice: LatticeValue,
  columns: ArrayLike<number>,
  rows: ArrayLike<number>,
): Float64Array {
  const { inverse } = projectionOf(crsByCode(lattice.crsCode));
  const locations = new Float64Array(columns.length * 2);
  for (let i = 0; i < columns.length; i++) {
    const e = lattice.originE + (columns[i] ?? NaN) * lattice.stepM;
    const n = lattice.originN - (rows[i] ?? NaN) * lattice.stepM;
    [locations[i * 2], locations[i * 2 + 1]] = inverse(e, n);
  }
  return locations;
}

/**
 * The locations of cells of a lattice.
 * @param indices [n] row-major
 * @returns [n, 2] lon, lat in degrees
 */
export function locationsAt(lattice: LatticeValue, indices: ArrayLike<number>): Float64Array {
  const cells = Array.from(indices, (index) => cellAt(lattice, index));
  return locationsOfCells(
    lattice,
    cells.map(([column]) => column),
    cells.map(([, row]) => row),
  );
}

/**
 * The locations of some cells of a chunk.
 * @param indices [n] row-major in the chunk, 0..4095
 * @returns [n, 2] lon, lat in degrees, also beyond the lattice
 */
export function locationsInChunk(
  lattice: LatticeValue,
  chunk: ChunkAddress,
  indices: ArrayLike<number>,
): Float64Array {
  const cells = Array.from(indices, (index) => cellOfChunk(chunk, index));
  return locationsOfCells(
    lattice,
    cells.map(([column]) => column),
    cells.map(([, row]) => row),
  );
}

/** Column and row of a location, in cells and fractions of cells; whole numbers are cell centres. */
export type CellMapper = (lonDeg: number, latDeg: number) => [column: number, row: number];

/** Where locations lie in a lattice. */
export function cellMapper({
  crsCode,
  originE,
  originN,
  stepM,
}: Pick<LatticeValue, 'crsCode' | 'originE' | 'originN' | 'stepM'>): CellMapper {
  const { forward } = projectionOf(crsByCode(crsCode));
  return (lonDeg, latDeg) => {
    const [e, n] = forward(lonDeg, latDeg);
    return [(e - originE) / stepM, (originN - n) / stepM];
  };
}

/** Column and row, counted in chunks, of all chunks of a lattice, row by row. */
export function chunksOf(lattice: LatticeValue): [chunkColumn: number, chunkRow: number][] {
  const across = Math.ceil(lattice.columns / CHUNK_CELLS);
  const down = Math.ceil(lattice.rows / CHUNK_CELLS);
  return Array.from({ length: across * down }, (_, i) => [i % across, Math.floor(i / across)]);
}

/**
 * The locations of a chunk's cells, row-major.
 * @returns [4096, 2] lon, lat in degrees; NaN for cells outside the lattice
 */
export function locationsOfChunk(lattice: LatticeValue, chunkColumn: number, chunkRow: number): Float64Array {
  const cells = CHUNK_CELLS * CHUNK_CELLS;
  const columns = new Float64Array(cells);
  const rows = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const [column, row] = cellOfChunk({ chunkColumn, chunkRow }, cell);
    columns[cell] = column < lattice.columns ? column : NaN;
    rows[cell] = row < lattice.rows ? row : NaN;
  }
  return locationsOfCells(lattice, columns, rows);
}
