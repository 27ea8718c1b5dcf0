import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';
import type { FileSource } from '../../../platform/fileSource';
import type { Bytes } from '../raw/rawBlocks';
import { crc32 } from '../../zip/crc32';
import type { Packed } from './packed';

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflateRaw) };

/** Memory for unpacked tiles of all DTMs together: one of 0.5 arc-seconds, or five of 1. */
const BUDGET_BYTES = 136 * 1024 * 1024;

/** The tiles that are unpacked now, the one that was read last at the end. */
const unpacked = new Map<PackedTile, Buffer>();
/** Tiles are unpacked one after the other, so that no more than one is being made beside those that are kept. */
let last: Promise<unknown> = Promise.resolve();

/**
 * A packed tile, which knows no way to read from its middle: it is unpacked to memory when it is read, and goes when others need
 * the room or it is closed. Nothing is written to disk.
 */
export class PackedTile implements Bytes {
  #isClosed = false;

  constructor(
    private readonly file: FileSource,
    private readonly packed: Packed,
  ) {}

  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = unpacked.get(this) ?? (await this.#unpackInTurn());
    unpacked.delete(this);
    if (!this.#isClosed) this.#keep(bytes);
    return Buffer.from(Uint8Array.prototype.slice.call(bytes, offset, offset + length).buffer);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    unpacked.delete(this);
    await this.file.close();
  }

  #unpackInTurn(): Promise<Buffer> {
    const turn = last.then(() => unpacked.get(this) ?? this.#unpack());
    last = turn.catch(() => undefined);
    return turn;
  }

  #keep(bytes: Buffer): void {
    unpacked.set(this, bytes);
    let sum = 0;
    for (const { length } of unpacked.values()) sum += length;
    for (const [tile, { length }] of unpacked) {
      if (sum <= BUDGET_BYTES) return;
      unpacked.delete(tile);
      sum -= length;
    }
  }

  async #unpack(): Promise<Buffer> {
    const { packing, start, packedBytes, size } = this.packed;
    // Deflate makes nothing longer by more than a few bytes in sixty thousand.
    if (packedBytes > size * 1.01 + 65_536) throw this.#damaged('takes more room packed than unpacked');
    const bytes = await this.file.read(start, packedBytes, 'its packed values');
    const tile =
      packing === 'stored'
        ? bytes
        : await unpackers[packing](bytes, { maxOutputLength: size }).catch((error: unknown) => {
            throw this.#damaged('cannot be unpacked', error);
          });
    if (tile.length !== size) throw this.#damaged(`unpacks to ${tile.length} bytes instead of ${size}`);
    if (this.packed.crc32 !== null && crc32(tile) !== this.packed.crc32)
      throw this.#damaged('does not have the checksum that it states');
    if (!this.#isClosed) this.#keep(tile);
    return tile;
  }

  #damaged(what: string, cause?: unknown): Error {
    return this.file.error('truncated-file', `is damaged: its tile ${what}. Download it again.`, cause);
  }
}
