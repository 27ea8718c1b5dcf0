import type { Block } from './levels';

const bytesOf = (block: Block): number =>
  block.whole.byteLength + (block.mean === block.whole ? 0 : block.mean.byteLength);

/** Keeps the most recently used blocks, up to a number of bytes; a block requested twice at the same time is read once. */
export class BlockCache {
  readonly #blocks = new Map<string, Block>();
  readonly #loading = new Map<string, Promise<Block>>();
  readonly #limitBytes: number;
  #bytes = 0;

  /** @param limitBytes bytes of decoded blocks to keep; default 256 MB */
  constructor(limitBytes = 256 * 1024 * 1024) {
    this.#limitBytes = limitBytes;
  }

  /** Total bytes of the kept blocks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The block, if it is cached. */
  peek(key: string): Block | undefined {
    const block = this.#blocks.get(key);
    if (block !== undefined) {
      this.#blocks.delete(key);
      this.#blocks.set(key, block);
    }
    return block;
  }

  /** Caches a block, and drops the least recently used ones if there are too many. */
  put(key: string, block: Block): void {
    const old = this.#blocks.get(key);
    if (old !== undefined) this.#bytes -= bytesOf(old);
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    this.#bytes += bytesOf(block);
    for (const [oldestKey, oldest] of this.#blocks) {
      if (this.#bytes <= this.#limitBytes || oldestKey === key) break;
      this.#blocks.delete(oldestKey);
      this.#bytes -= bytesOf(oldest);
    }
  }

  /** The block, loaded if it is not cached. */
  async get(key: string, load: () => Promise<Block>): Promise<Block> {
    const block = this.peek(key);
    if (block !== undefined) return block;
    const loading = this.#loading.get(key);
    if (loading !== undefined) return loading;
    const promise = load()
      .then((loaded) => {
        this.put(key, loaded);
        return loaded;
      })
      .finally(() => this.#loading.delete(key));
    this.#loading.set(key, promise);
    return promise;
  }
}
