import { LRUCache } from 'lru-cache';

/** Bytes of unpacked tiles that are kept: one of 0.5 arc-seconds, or five of 1. */
const KEPT_BYTES = 136 * 1024 * 1024;

/** Tiles of a terrain that are unpacked to memory, those that were read last. */
export class UnpackedTiles {
  readonly #tiles = new LRUCache<object, Buffer>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ length }) => length,
  });
  #last: Promise<unknown> = Promise.resolve();

  /**
   * The bytes of a tile. Tiles are unpacked one after the other, so that at most one is being unpacked beside those that are kept.
   * @param tile whose bytes they are
   */
  async bytesOf(tile: object, unpack: () => Promise<Buffer>): Promise<Buffer> {
    return this.#tiles.get(tile) ?? this.#inTurn(tile, unpack);
  }

  /** Drops a tile. */
  drop(tile: object): void {
    this.#tiles.delete(tile);
  }

  #inTurn(tile: object, unpack: () => Promise<Buffer>): Promise<Buffer> {
    const turn = this.#last.then(async () => {
      const kept = this.#tiles.get(tile);
      if (kept !== undefined) return kept;
      const bytes = await unpack();
      this.#tiles.set(tile, bytes);
      return bytes;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
