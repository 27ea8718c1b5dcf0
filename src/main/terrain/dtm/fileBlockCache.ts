import { LRUCache } from 'lru-cache';

/** Decoded blocks that are kept, so that neighbouring windows decode each block once. */
const BUDGET_BYTES = 32 * 1024 * 1024;

/** The outcome of a block that is being read; calls after the first have no effect. */
export interface KeepBlock {
  readonly keep: (elevations: Float32Array) => void;
  readonly fail: (error: unknown) => void;
}

/** The most recently read blocks of one DTM. */
export class FileBlockCache {
  private readonly kept = new LRUCache<number, Float32Array>({
    maxSize: BUDGET_BYTES,
    sizeCalculation: ({ byteLength }) => byteLength,
  });
  private readonly pending = new Map<number, Promise<Float32Array>>();

  /** A block that is kept, or is being read. */
  get(block: number): Float32Array | Promise<Float32Array> | undefined {
    return this.kept.get(block) ?? this.pending.get(block);
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
        this.kept.set(block, elevations);
      },
      () => this.pending.delete(block),
    );
    return { keep, fail };
  }
}
