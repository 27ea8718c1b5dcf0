import { LRUCache } from 'lru-cache';
import type { Block } from './levels';

const bytesOf = (block: Block): number =>
  block.whole.byteLength + (block.mean === block.whole ? 0 : block.mean.byteLength);

/**
 * The blocks of a terrain's pyramids that were used last, up to a number of bytes and at least one; a block requested twice at the
 * same time is read once.
 */
export class PyramidBlockCache {
  readonly #blocks: LRUCache<string, Block>;
  readonly #loading = new Map<string, Promise<Block>>();

  /** @param limitBytes bytes of decoded blocks to keep; default 256 MB */
  constructor(limitBytes = 256 * 1024 * 1024) {
    this.#blocks = new LRUCache({
      maxSize: limitBytes,
      sizeCalculation: (block) => Math.min(limitBytes, bytesOf(block)),
    });
  }

  /** Total bytes of the kept blocks. */
  get bytes(): number {
    return this.#blocks.calculatedSize;
  }

  /** The block, if it is cached. */
  peek(key: string): Block | undefined {
    return this.#blocks.get(key);
  }

  /** Caches a block. */
  put(key: string, block: Block): void {
    this.#blocks.set(key, block);
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
