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
    const before = new Strongest(this.size);
    this.#kept = ordered.filter(({ score }) => before.takes(score));
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

/** The most probable of the places that were seen, as a heap with the least of them on top. */
class Strongest {
  readonly #heap: Float32Array;
  #length = 0;

  constructor(size: number) {
    this.#heap = new Float32Array(size);
  }

  /** Whether fewer than `size` of those before reach a probability; it is one of them from now on. */
  takes(score: number): boolean {
    const heap = this.#heap;
    if (this.#length < heap.length) {
      let at = this.#length++;
      for (let above = (at - 1) >> 1; at > 0 && (heap[above] ?? 0) > score; above = (at - 1) >> 1) {
        heap[at] = heap[above] ?? 0;
        at = above;
      }
      heap[at] = score;
      return true;
    }
    if (score <= (heap[0] ?? 0)) return false;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const least = (heap[left + 1] ?? Infinity) < (heap[left] ?? Infinity) ? left + 1 : left;
      if ((heap[least] ?? Infinity) >= score) break;
      heap[at] = heap[least] ?? 0;
      at = least;
    }
    heap[at] = score;
    return true;
  }
}
