import { metresPerDegreeLon } from '../../../shared/ellipsoid';
import type { LonLat } from '../../../shared/geo';
import type { LatticeValue } from '../../../shared/contract/compute';
import { localMaxima, strongestApart } from '../../terrain/geo/apart';
import { distanceM as metresBetween } from '../../terrain/geo/distance';
import { locationsOfCells } from '../../terrain/geo/lattice';
import { FLAT } from './decisions';

/** A candidate place on a map; the higher the score, the surer it is. */
export interface ScoredPlace extends LonLat {
  readonly score: number;
}

/**
 * The strongest places of a map: cells that reach a least value and are not below any of their eight neighbours, none nearer than
 * `distanceM` to a stronger one, strongest first. Of equal cells the one further north, then west, is taken. Cells at the edge of
 * terrain that is too flat are left out.
 * @param values [rows * columns] row-major, FLAT where the terrain is too flat, NaN where there is no value
 */
export function strongestPlaces(
  values: Float32Array,
  lattice: LatticeValue,
  least: number,
  distanceM: number,
): ScoredPlace[] {
  const { columns, stepM } = lattice;
  const maxima = localMaxima(values, columns, least).filter((cell) => !isAtFlat(values, columns, cell));
  const cells = strongestApart(maxima, values, columns, distanceM / stepM);
  const locations = locationsOfCells(
    lattice,
    cells.map((cell) => cell % columns),
    cells.map((cell) => Math.floor(cell / columns)),
  );
  return cells.map((cell, index) => ({
    lonDeg: locations[2 * index] ?? NaN,
    latDeg: locations[2 * index + 1] ?? NaN,
    score: values[cell] ?? NaN,
  }));
}

/** Of some places those that are not nearer than `distanceM` to a stronger one, strongest first; of equals the first. */
export function keepStrongest<Place extends ScoredPlace>(
  places: readonly Place[],
  distanceM: number,
): Place[] {
  const sorted = [...places].sort((a, b) => b.score - a.score);
  const near = new Nearness<Place>(distanceM);
  return sorted.filter((place) => {
    if (near.of(place).length > 0) return false;
    near.add(place);
    return true;
  });
}

/** Metres in a degree of latitude, a lower bound. */
const LEAST_DEGREE_M = 110_500;

/** Finds what is nearer to a location than a distance. */
export class Nearness<Place extends LonLat> {
  /** As high and wide as the distance: whatever is too near lies in a bucket's own neighbourhood of 3 x 3. */
  readonly #buckets = new Map<string, Place[]>();

  constructor(readonly distanceM: number) {}

  add(place: Place): void {
    const row = this.#rowOf(place.latDeg);
    const key = `${row} ${this.#columnOf(row, place.lonDeg)}`;
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) this.#buckets.set(key, [place]);
    else bucket.push(place);
  }

  of({ lonDeg, latDeg }: LonLat): Place[] {
    const found: Place[] = [];
    const middle = this.#rowOf(latDeg);
    for (let row = middle - 1; row <= middle + 1; row++) {
      for (const column of this.#columnsNear(row, lonDeg)) {
        for (const place of this.#buckets.get(`${row} ${column}`) ?? []) {
          if (metresBetween(lonDeg, latDeg, place.lonDeg, place.latDeg) < this.distanceM) found.push(place);
        }
      }
    }
    return found;
  }

  #rowOf(latDeg: number): number {
    return Math.floor((latDeg * LEAST_DEGREE_M) / this.distanceM);
  }

  /** A place's column with its neighbours, those across the antimeridian included. */
  #columnsNear(row: number, lonDeg: number): ReadonlySet<number> {
    const column = this.#columnOf(row, lonDeg);
    const columns = new Set([column - 1, column, column + 1]);
    if (Math.abs(column) >= this.#columnOf(row, 180) - 2) {
      const other = this.#columnOf(row, lonDeg - Math.sign(lonDeg) * 360);
      for (const beside of [other - 1, other, other + 1]) columns.add(beside);
    }
    return columns;
  }

  /** Degrees of longitude are shortest at the edge of a row that is nearer to a pole. */
  #columnOf(row: number, lonDeg: number): number {
    const edgeDeg = (Math.max(Math.abs(row), Math.abs(row + 1)) * this.distanceM) / LEAST_DEGREE_M;
    return Math.floor((lonDeg * metresPerDegreeLon(Math.min(89.9, edgeDeg))) / this.distanceM);
  }
}

/** Whether any of a cell's eight neighbours is too flat. */
function isAtFlat(values: Float32Array, columns: number, cell: number): boolean {
  const column = cell % columns;
  const row = Math.floor(cell / columns);
  for (let y = Math.max(0, row - 1); y <= row + 1; y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(columns - 1, column + 1); x++) {
      if (values[y * columns + x] === FLAT) return true;
    }
  }
  return false;
}
