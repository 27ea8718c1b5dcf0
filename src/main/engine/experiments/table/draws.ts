import type { LabelledLocations } from '../../heads/trainingSet';

/** Locations of one seed that train or test. */
export interface Sample {
  /** [n] index of each in the pool */
  readonly places: Uint32Array;
  /** [n] 1 positive, 0 negative */
  readonly labels: Uint8Array;
}

/** What one seed trains and tests on. */
export interface Draw {
  readonly train: Sample;
  readonly test: Sample;
}

/** All that the seeds of a column train and test on. */
export interface Draws {
  /** [n, 2] lon, lat in degrees: the pool, every location once however many seeds it is in */
  readonly locations: Float64Array;
  /** [n, 289] metres */
  readonly patches: Float32Array;
  /** By seed. */
  readonly seeds: readonly Draw[];
  /** Notes where there are fewer locations than requested: sentences; else empty. */
  readonly note: string;
}

/** Gathers the locations of several samples, each once. */
export class Pool {
  readonly #places = new Map<string, number>();
  readonly #degrees: number[] = [];

  /** [n, 2] lon, lat in degrees, in the order they came */
  get locations(): Float64Array {
    return Float64Array.from(this.#degrees);
  }

  add({ locations, labels }: LabelledLocations): Sample {
    const places = Uint32Array.from(labels.keys(), (index) => {
      const lonDeg = locations[2 * index] ?? NaN;
      const latDeg = locations[2 * index + 1] ?? NaN;
      const key = `${lonDeg} ${latDeg}`;
      const known = this.#places.get(key);
      if (known !== undefined) return known;
      const place = this.#places.size;
      this.#places.set(key, place);
      this.#degrees.push(lonDeg, latDeg);
      return place;
    });
    return { places, labels };
  }
}

/**
 * Rows of a matrix, one after another.
 * @param values [n, width]
 * @param rows [m] numbers of rows
 * @returns [m, width]
 */
export function rowsOf(values: Float32Array, width: number, rows: Uint32Array): Float32Array {
  const taken = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    taken.set(values.subarray(row * width, (row + 1) * width), index * width);
  }
  return taken;
}

/** Some of a pool's locations: [m, 2] lon, lat in degrees. */
export const locationsAt = (locations: Float64Array, places: Uint32Array): Float64Array =>
  Float64Array.from({ length: 2 * places.length }, (_, i) => {
    const place = places[i >> 1] ?? 0;
    return locations[2 * place + (i & 1)] ?? NaN;
  });
