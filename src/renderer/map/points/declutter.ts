import type { PackablePoints } from './packPoints';

/** Points in map units, strongest first. Only points of one kind stand for each other. */
export interface Crowd extends PackablePoints {
  /** Number of the kind, below 512. */
  readonly kind: Uint16Array;
  /** Radius on the ground, map units. */
  readonly reach: Float64Array;
  /** Number of the radius, from 1; below 512. */
  readonly radius: Uint16Array;
}

/** The points that are drawn, strongest first, and how many each of them stands for. */
export interface Decluttered {
  readonly indices: Uint32Array;
  readonly counts: Uint32Array;
}

/** Edge of the cells in which the strongest point stands for all of its kind, pixels. */
const CELL_PX = 64;

/** Circles of at least this radius can be distinguished where they lie on top of each other, pixels. */
const APART_PX = CELL_PX / 2;

/**
 * Thins out what would lie on top of each other: of a kind's points in a cell the strongest stays and stands for the
 * others, unless their radii differ and can be seen. Detections of a radius are at least that far apart, so that none is
 * left out once a circle is wider than a cell.
 * @param shown whether a point is shown at all
 * @param resolution map units per pixel
 */
export function declutter(
  { x, y, reach, kind, radius }: Crowd,
  shown: (index: number) => boolean,
  resolution: number,
): Decluttered {
  const { cellOf } = cellsOf(x, y, CELL_PX * resolution);
  const radii = largest(radius) + 1;
  const kinds = (largest(kind) + 1) * radii;
  const apart = APART_PX * resolution;
  const indices = new Uint32Array(x.length);
  const counts = new Uint32Array(x.length);
  const places = new Map<number, number>();
  let found = 0;
  for (let index = 0; index < x.length; index++) {
    if (!shown(index)) continue;
    const seen = (reach[index] ?? 0) >= apart ? (radius[index] ?? 0) : 0;
    const key = cellOf(index) * kinds + (kind[index] ?? 0) * radii + seen;
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, found);
      indices[found] = index;
      counts[found++] = 1;
    } else {
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return { indices: indices.subarray(0, found), counts: counts.subarray(0, found) };
}

/**
 * How near to each other marks cover each other, pixels: where there are few, those that hide all but the edge of another; the more
 * there are the farther, until marks touch.
 * @param count of all points
 */
export const coverPx = (count: number): number => 4 * Math.min(2.5, Math.max(1, Math.sqrt(count / 5000)));

/**
 * The points that no stronger one covers, in their order: whatever is left out lies nearer than a distance to a stronger one that
 * stays, and no two that stay do.
 * @param order indices of all points, strongest first
 * @param distance map units
 */
export function uncovered({ x, y }: PackablePoints, order: Uint32Array, distance: number): Uint32Array {
  const { cellOf, columns } = cellsOf(x, y, distance);
  // A row has a cell more than it has points in, so that none is beside the end of another.
  const around = [0, 1, -1].flatMap((row) => [0, 1, -1].map((column) => row * columns + column));
  /** The last of a cell's points that stay, and for each the one before it. */
  const lastIn = new Map<number, number>();
  const before = new Int32Array(x.length);
  const isNear = (cell: number, index: number): boolean => {
    for (let other = lastIn.get(cell) ?? -1; other !== -1; other = before[other] ?? -1) {
      const [east, north] = [(x[other] ?? 0) - (x[index] ?? 0), (y[other] ?? 0) - (y[index] ?? 0)];
      if (east * east + north * north < distance * distance) return true;
    }
    return false;
  };
  const indices = new Uint32Array(x.length);
  let found = 0;
  for (const index of order) {
    const cell = cellOf(index);
    if (around.some((step) => isNear(cell + step, index))) continue;
    before[index] = lastIn.get(cell) ?? -1;
    lastIn.set(cell, index);
    indices[found++] = index;
  }
  return indices.subarray(0, found).sort();
}

/** Numbers of the cells that points lie in, as small as can be: maps are quickest by small whole numbers. */
function cellsOf(
  x: Float64Array,
  y: Float64Array,
  edge: number,
): { readonly cellOf: (index: number) => number; readonly columns: number } {
  let [west, south, east] = [Infinity, Infinity, -Infinity];
  for (let index = 0; index < x.length; index++) {
    west = Math.min(west, x[index] ?? NaN);
    east = Math.max(east, x[index] ?? NaN);
    south = Math.min(south, y[index] ?? NaN);
  }
  const [firstColumn, firstRow] = [Math.floor(west / edge), Math.floor(south / edge)];
  const columns = Math.floor(east / edge) - firstColumn + 2;
  const cellOf = (index: number): number =>
    (Math.floor((y[index] ?? 0) / edge) - firstRow) * columns +
    Math.floor((x[index] ?? 0) / edge) -
    firstColumn;
  return { cellOf, columns };
}

const largest = (numbers: Uint16Array): number => numbers.reduce((most, value) => Math.max(most, value), 0);

/** The resolution of the zoom step that a resolution belongs to: steps of sqrt(2), so that little moves within one. */
export const stepResolution = (resolution: number): number =>
  2 ** (Math.round(2 * Math.log2(resolution)) / 2);
