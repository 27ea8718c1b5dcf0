import FlatQueue from 'flatqueue';
import type { SampledDetections } from '../../../shared/contract/gridDetections';
import { randomOf } from '../../../shared/mapQuality/spotCheck';
import { keepStrongest } from '../../terrain/geo/nearness';
import type { LonLat } from '../../../shared/geo/lonLat';

/** Probabilities are counted in so many steps. */
const STEPS = 10_000;

/** A place among those that are kept. */
interface Kept extends LonLat {
  /** Its probability, as a Float32. */
  readonly score: number;
  /** Its random number. */
  readonly order: number;
}

/**
 * Random samples of places at every threshold, of more places than memory holds. A place is kept while fewer than `size` of at least its
 * probability come before it in the random order, so that the first `size` at any threshold are there: of n places some
 * size * (1 + ln(n / size)), since the i-th in the order is kept with a chance of size / i.
 */
export class RandomSample {
  #kept: Kept[] = [];
  /** When so many are kept, those that no sample holds are left out. */
  #most: number;
  #isAll = true;
  /** How many there are from each step of probability up to the next. */
  readonly #counts = new Float64Array(STEPS + 1);

  /**
   * @param size of a sample
   * @param mergesM of places nearer than that to each other the most probable one counts, metres; null: all do
   */
  constructor(
    private readonly size: number,
    readonly mergesM: number | null,
  ) {
    this.#most = 4 * size;
  }

  add(places: readonly (LonLat & { readonly probability: number })[]): void {
    for (const { lonDeg, latDeg, probability } of places) {
      const score = Math.fround(probability);
      const step = stepOf(score);
      this.#counts[step] = (this.#counts[step] ?? 0) + 1;
      this.#kept.push({ lonDeg, latDeg, score, order: randomOf(lonDeg, latDeg) });
      if (this.#kept.length >= this.#most) this.#cut();
    }
  }

  /**
   * The first places in the random order of those that reach a probability.
   * @returns `shown`: how many reach it, where that is more than are kept to a ten-thousandth of probability
   */
  from(probability: number): Omit<SampledDetections, 'done' | 'total'> {
    this.#cut();
    const least = Math.fround(probability);
    const reach = this.#kept.filter(({ score }) => score >= least);
    const sample = reach.slice(0, this.size);
    return {
      lonDeg: Float64Array.from(sample, ({ lonDeg }) => lonDeg),
      latDeg: Float64Array.from(sample, ({ latDeg }) => latDeg),
      probability: Float32Array.from(sample, ({ score }) => score),
      shown:
        this.#isAll || reach.length < this.size
          ? reach.length
          : this.#counts.subarray(stepOf(least)).reduce((sum, n) => sum + n, 0),
    };
  }

  /** Sorts what is kept by the random order, and leaves out what no sample holds. */
  #cut(): void {
    if (this.mergesM !== null) this.#kept = keepStrongest(this.#kept, this.mergesM);
    const ordered = this.#kept.sort((a, b) => a.order - b.order);
    // The probabilities of the `size` most probable before a place, the least first.
    const before = new FlatQueue<null>();
    this.#kept = ordered.filter(({ score }) => {
      if (before.length === this.size) {
        if (score <= (before.peekValue() ?? NaN)) return false;
        before.pop();
      }
      before.push(null, score);
      return true;
    });
    if (this.#kept.length < ordered.length) this.#isAll = false;
    this.#most = Math.max(4 * this.size, 2 * this.#kept.length);
  }
}

/** The step of a probability: the last one that it reaches, both as Float32. */
function stepOf(score: number): number {
  let step = Math.min(STEPS, Math.floor(score * STEPS) + 1);
  while (step > 0 && Math.fround(step / STEPS) > score) step--;
  return step;
}
