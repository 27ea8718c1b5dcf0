/** Embeddings with what identifies each of them. */
export interface Candidate {
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

/** Keeps the nearest of many candidates: a binary heap with the farthest on top. */
export class Nearest {
  private readonly heap: Candidate[] = [];

  constructor(private readonly limit: number) {}

  /** Squared distance from which on candidates are useless. */
  get bound(): number {
    return this.heap.length < this.limit ? Infinity : (this.heap[0]?.squared ?? Infinity);
  }

  /** Keeps a candidate if it is among the nearest; returns the id of the one that it displaces, or null. */
  offer(id: number, squared: number): number | null {
    if (!(squared < this.bound)) return null;
    if (this.heap.length < this.limit) {
      this.heap.push({ id, squared });
      this.up(this.heap.length - 1);
      return null;
    }
    const dropped = this.heap[0]?.id ?? null;
    this.heap[0] = { id, squared };
    this.down();
    return dropped;
  }

  /** What was kept, nearest first; of equal ones the smaller id first. */
  sorted(): Candidate[] {
    return [...this.heap].sort((x, y) => x.squared - y.squared || x.id - y.id);
  }

  private at(index: number): number {
    return this.heap[index]?.squared ?? -Infinity;
  }

  private swap(i: number, j: number): void {
    const [x, y] = [this.heap[i], this.heap[j]];
    if (x === undefined || y === undefined) return;
    this.heap[i] = y;
    this.heap[j] = x;
  }

  private up(index: number): void {
    for (let i = index; i > 0;) {
      const parent = (i - 1) >> 1;
      if (this.at(parent) >= this.at(i)) return;
      this.swap(i, parent);
      i = parent;
    }
  }

  private down(): void {
    for (let i = 0; ;) {
      const left = 2 * i + 1;
      const larger = this.at(left + 1) > this.at(left) ? left + 1 : left;
      if (this.at(larger) <= this.at(i)) return;
      this.swap(i, larger);
      i = larger;
    }
  }
}
