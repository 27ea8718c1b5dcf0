/** Decoded blocks that are kept, so that neighbouring windows decode each block once. */
const BUDGET_BYTES = 32 * 1024 * 1024;

/** The outcome of a block that is being read; calls after the first have no effect. */
export interface KeepBlock {
  readonly keep: (elevations: Float32Array) => void;
  readonly fail: (error: unknown) => void;
}

/** The most recently read blocks of one DTM. */
export class BlockCache {
  private readonly kept = new Map<number, Float32Array>();
  private readonly pending = new Map<number, Promise<Float32Array>>();
  private bytes = 0;

  /** A block that is kept, or is being read. */
  get(block: number): Float32Array | Promise<Float32Array> | undefined {
    const kept = this.kept.get(block);
    if (kept === undefined) return this.pending.get(block);
    // The last in the map is evicted last.
    this.kept.delete(block);
    this.kept.set(block, kept);
    return kept;
  }

  /** Whoever asks for the block from now on waits for the caller to read it. */
  expect(block: number): KeepBlock {
    let [keep, fail]: [KeepBlock['keep'], KeepBlock['fail']] = [() => undefined, () => undefined];
    const pending = new Promise<Float32Array>((resolve, reject) => {
      keep = resolve;
      fail = reject;
    });
    this.pending.set(block, pending);
    pending.then(
      (elevations) => {
        this.pending.delete(block);
        this.keep(block, elevations);
      },
      () => this.pending.delete(block),
    );
    return { keep, fail };
  }

  private keep(block: number, elevations: Float32Array): void {
    this.kept.set(block, elevations);
    this.bytes += elevations.byteLength;
    for (const [oldest, { byteLength }] of this.kept) {
      if (this.bytes <= BUDGET_BYTES) return;
      this.kept.delete(oldest);
      this.bytes -= byteLength;
    }
  }
}
