import FlatQueue from 'flatqueue';

/** One of the nearest embeddings, with what identifies it. */
export interface Neighbour {
  readonly id: number;
  /** Squared Euclidean distance to the query. */
  readonly squared: number;
}

/**
 * Squared Euclidean distances of embeddings to a query. Four sums side by side let the engine overlap the additions:
 * a plain loop is bound by their latency.
 * @param embeddings [n, size]
 * @param query [size]
 * @param distances [n], written
 */
export function squaredDistances(
  embeddings: Float32Array,
  query: Float32Array,
  distances: Float32Array,
): void {
  const fours = query.length - (query.length % 4);
  for (let row = 0, at = 0; row < distances.length; row++) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i < fours; i += 4, at += 4) {
      const da = (embeddings[at] ?? 0) - (query[i] ?? 0);
      const db = (embeddings[at + 1] ?? 0) - (query[i + 1] ?? 0);
      const dc = (embeddings[at + 2] ?? 0) - (query[i + 2] ?? 0);
      const dd = (embeddings[at + 3] ?? 0) - (query[i + 3] ?? 0);
      a += da * da;
      b += db * db;
      c += dc * dc;
      d += dd * dd;
    }
    for (; i < query.length; i++, at++) {
      const difference = (embeddings[at] ?? 0) - (query[i] ?? 0);
      a += difference * difference;
    }
    distances[row] = a + b + (c + d);
  }
}

/** Keeps the nearest of many candidates. */
export class Nearest {
  /** By minus the squared distance, so that the farthest is first. */
  private readonly queue = new FlatQueue<number>();

  constructor(private readonly limit: number) {}

  /** Squared distance from which on candidates are useless. */
  get bound(): number {
    return this.queue.length < this.limit ? Infinity : -(this.queue.peekValue() ?? -Infinity);
  }

  /** Keeps a candidate if it is among the nearest; returns the id of the one that it displaces, or null. */
  offer(id: number, squared: number): number | null {
    if (!(squared < this.bound)) return null;
    const dropped = this.queue.length < this.limit ? null : (this.queue.pop() ?? null);
    this.queue.push(id, -squared);
    return dropped;
  }

  /** What was kept, nearest first; of equal ones the smaller id first. */
  sorted(): Neighbour[] {
    const { ids, values, length } = this.queue;
    return Array.from({ length }, (_, at) => ({ id: ids[at] ?? NaN, squared: -(values[at] ?? NaN) })).sort(
      (x, y) => x.squared - y.squared || x.id - y.id,
    );
  }
}
