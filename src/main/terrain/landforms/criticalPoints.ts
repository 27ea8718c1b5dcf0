import type { LatticeValue } from '../../../shared/contract/compute';
import type { CriticalKind } from '../../../shared/terrain/surroundings';
import { distanceM } from '../geo/distance';
import { locationsOfCells } from '../geo/lattice';
import type { ElevationGrid } from './elevationGrid';
import { FallingFlood } from './prominence';

/** Critical points of one kind. */
export interface CriticalPoints {
  /** [n] cells of the grid, ascending */
  readonly cells: Uint32Array;
  /** [n] metres, above 0; where higher or lower terrain may lie beyond the grid's edge or a gap, a lower bound */
  readonly persistencesM: Float32Array;
  /** [n, 2] lon, lat in degrees */
  readonly locations: Float64Array;
}

/** The critical points of an area. */
export type CriticalPointsOfTile = Readonly<Record<CriticalKind, CriticalPoints>> & {
  readonly lattice: LatticeValue;
};

/**
 * Summits, passes and pits by topological persistence: a summit's is its prominence; a pass's is that of the lower of the
 * two summits that it joins, and of several that end at it the largest; a pit's is that of a summit on the inverted terrain.
 * @throws UserError `cancelled` when the signal fires
 */
export async function criticalPoints(
  grid: ElevationGrid,
  signal?: AbortSignal,
): Promise<CriticalPointsOfTile> {
  const { lattice, elevationsM } = grid;
  const { columns } = lattice;
  const flood = new FallingFlood(elevationsM, columns);
  const up = await flood.summits(signal);
  flood.turn();
  const down = await flood.summits(signal);
  return {
    lattice,
    summit: pointsAt(lattice, up.cells, up.prominencesM),
    pass: pointsAt(lattice, up.saddles, up.prominencesM),
    pit: pointsAt(lattice, down.cells, down.prominencesM),
  };
}

/** Points by their cells; those at -1 are left out, and of several in one cell the most persistent is kept. */
function pointsAt(lattice: LatticeValue, at: ArrayLike<number>, persistencesM: Float32Array): CriticalPoints {
  const most = new Map<number, number>();
  for (const [i, persistenceM] of persistencesM.entries()) {
    const cell = at[i] ?? -1;
    if (cell >= 0) most.set(cell, Math.max(persistenceM, most.get(cell) ?? 0));
  }
  const cells = Uint32Array.from(most.keys()).sort();
  return {
    cells,
    persistencesM: Float32Array.from(cells, (cell) => most.get(cell) ?? NaN),
    locations: locationsOfCells(
      lattice,
      cells.map((cell) => cell % lattice.columns),
      cells.map((cell) => Math.floor(cell / lattice.columns)),
    ),
  };
}

/** Metres of a lattice are up to 6 % off those on the ground. */
const LATTICE_SLACK = 1.1;

/**
 * The most persistent point within each of some distances of a location, metres on the ground. Of equal ones the one further
 * north, then west, is chosen.
 * @param cell of the location: column and row in cells and fractions of cells
 * @param withinM ascending
 * @returns indices of points; -1 where there is none
 */
export function mostPersistent(
  points: CriticalPoints,
  lattice: LatticeValue,
  [lonDeg, latDeg]: readonly [number, number],
  [column, row]: readonly [number, number],
  withinM: readonly number[],
): number[] {
  const { columns, rows, stepM } = lattice;
  const reach = ((withinM.at(-1) ?? 0) / stepM) * LATTICE_SLACK;
  const west = Math.max(0, Math.ceil(column - reach));
  const east = Math.min(columns - 1, Math.floor(column + reach));
  const south = Math.min(rows - 1, Math.floor(row + reach));
  const best = withinM.map(() => -1);
  for (let y = Math.max(0, Math.ceil(row - reach)); y <= south; y++) {
    const last = y * columns + east;
    for (let i = firstFrom(points.cells, y * columns + west); (points.cells[i] ?? Infinity) <= last; i++) {
      const [pointLonDeg = NaN, pointLatDeg = NaN] = points.locations.subarray(2 * i);
      const awayM = distanceM(lonDeg, latDeg, pointLonDeg, pointLatDeg);
      for (const [window, limitM] of withinM.entries()) {
        const persistenceM = points.persistencesM[i] ?? 0;
        if (awayM <= limitM && persistenceM > (points.persistencesM[best[window] ?? -1] ?? 0))
          best[window] = i;
      }
    }
  }
  return best;
}

/** Index of the first number that is at least `least` among ascending ones. */
function firstFrom(rising: Uint32Array, least: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? Infinity) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
