import { Nearest } from '../../layers/search/nearest';

/** A place that a head is unsure of. */
interface Uncertain {
  readonly id: number;
  readonly probability: number;
  /** [size] */
  readonly embedding: Float32Array;
}

/** Keeps, of many places, those whose probabilities are nearest to a half. */
export class MostUncertain {
  readonly #nearest: Nearest;
  readonly #kept = new Map<number, Uncertain>();

  /** @param limit places kept at most */
  constructor(limit: number) {
    this.#nearest = new Nearest(limit);
  }

  /** @param embedding gives its embedding, [size], where the place is kept */
  offer(id: number, probability: number, embedding: () => Float32Array): void {
    const fromBoundary = (2 * probability - 1) ** 2;
    if (!(fromBoundary < this.#nearest.bound)) return;
    const dropped = this.#nearest.offer(id, fromBoundary);
    if (dropped !== null) this.#kept.delete(dropped);
    this.#kept.set(id, { id, probability, embedding: embedding() });
  }

  /** What was kept, the most uncertain first. */
  sorted(): Uncertain[] {
    return this.#nearest.sorted().flatMap(({ id }) => this.#kept.get(id) ?? []);
  }
}
