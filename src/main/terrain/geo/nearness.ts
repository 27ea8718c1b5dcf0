import type { LonLat } from '../../../shared/geo/lonLat';
import { metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { distanceM as metresBetween } from './distance';

/** A place that a map points at; the higher the score, the surer it is. */
export interface ScoredPlace extends LonLat {
  readonly score: number;
}

/** Those of some places that are not nearer than `distanceM` to a stronger one, strongest first, of equals the first. */
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

/** Metres of a degree of latitude, never more than there are. */
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
