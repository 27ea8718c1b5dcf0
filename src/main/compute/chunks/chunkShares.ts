/** Column and row of a chunk. */
export type ChunkAt = [chunkColumn: number, chunkRow: number];

/** Chunks that a worker takes at once: neighbours in one row. */
const AT_ONCE = 8;

/**
 * Distributes chunks among workers: each has neighbours, which read the same blocks of terrain, and a worker that has finished takes half
 * of what another one still has.
 */
export class ChunkShares {
  readonly #shares: ChunkAt[][];

  /** @param chunks row by row */
  constructor(chunks: readonly ChunkAt[], workers: number) {
    this.#shares = Array.from({ length: workers }, (_, worker) =>
      chunks.slice((worker * chunks.length) / workers, ((worker + 1) * chunks.length) / workers),
    );
  }

  /** What a worker does next; empty when all are taken. */
  next(worker: number): ChunkAt[] {
    const own = this.#shares[worker];
    if (own === undefined) return [];
    if (own.length === 0) {
      const most = this.#shares.reduce((a, b) => (b.length > a.length ? b : a), own);
      own.push(...most.splice(most.length >> 1));
    }
    return own.splice(0, Math.min(AT_ONCE, Math.ceil(own.length / 2)));
  }
}
