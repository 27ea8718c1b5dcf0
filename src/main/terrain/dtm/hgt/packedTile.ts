import { promisify } from 'node:util';
import { gunzip, inflateRaw } from 'node:zlib';
import type { FileSource } from '../../../platform/fileSource';
import type { Bytes } from '../raw/rawBlocks';
import { crc32 } from '../../zip/crc32';
import type { Packed } from './packed';
import type { UnpackedTiles } from './unpackedTiles';

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflateRaw) };

/**
 * A packed tile, which cannot be read from the middle: it is unpacked to memory when it is read, and dropped when others need
 * the room or it is closed. Nothing is written to disk.
 */
export class PackedTile implements Bytes {
  #isClosed = false;

  constructor(
    private readonly file: FileSource,
    private readonly packed: Packed,
    private readonly unpacked: UnpackedTiles,
  ) {}

  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = await this.unpacked.bytesOf(this, () => this.#unpack());
    if (this.#isClosed) this.unpacked.drop(this);
    return Buffer.from(Uint8Array.prototype.slice.call(bytes, offset, offset + length).buffer);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.unpacked.drop(this);
    await this.file.close();
  }

  async #unpack(): Promise<Buffer> {
    const { packing, start, packedBytes, size } = this.packed;
    // Deflate adds at most a few bytes in sixty thousand.
    if (packedBytes > size * 1.01 + 65_536) throw this.#damaged('is larger packed than unpacked');
    const bytes = await this.file.read(start, packedBytes, 'its packed values');
    const tile =
      packing === 'stored'
        ? bytes
        : await unpackers[packing](bytes, { maxOutputLength: size }).catch((error: unknown) => {
            throw this.#damaged('cannot be unpacked', error);
          });
    if (tile.length !== size) throw this.#damaged(`unpacks to ${tile.length} bytes instead of ${size}`);
    if (this.packed.crc32 !== null && crc32(tile) !== this.packed.crc32)
      throw this.#damaged('does not match its checksum');
    return tile;
  }

  #damaged(what: string, cause?: unknown): Error {
    return this.file.error('truncated-file', `is damaged: its tile ${what}. Download it again.`, cause);
  }
}
