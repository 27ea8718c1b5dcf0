import { blockByBlock, type Blocks } from '../blockDtm';
import type { DtmMetadata } from '../dtm';
import { toElevations } from '../elevations';
import type { FileSource } from '../../../platform/fileSource';
import { HEAD_BYTES, type Profiles } from './profiles';

/** Columns of one block, of all rows. */
const BLOCK_COLUMNS = 64;
/** No place on Earth is as deep: some cells have negative values as two's complements, against the standard. */
const DEEPEST = -30_000;
const VOID = -32_767;

/** Profiles of a DTED cell, some beside each other in a block. */
export class DtedBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly readBlocks = blockByBlock((block) => this.readBlock(block));

  constructor(
    private readonly file: FileSource,
    private readonly metadata: DtmMetadata,
    private readonly profiles: Profiles,
  ) {
    this.blockWidth = Math.min(BLOCK_COLUMNS, metadata.width);
    this.blockHeight = metadata.height;
  }

  isWritten(block: number): boolean {
    const left = block * this.blockWidth;
    return this.profiles.starts.subarray(left, left + this.blockWidth).some((start) => start >= 0);
  }

  private async readBlock(block: number): Promise<Float32Array> {
    const { blockWidth, blockHeight, metadata } = this;
    const stored = new Int16Array(blockWidth * blockHeight).fill(VOID);
    for (let column = 0; column < blockWidth; column++) {
      const start = this.profiles.starts[block * blockWidth + column] ?? -1;
      if (start < 0) continue;
      const bytes = await this.file.read(start + HEAD_BYTES, blockHeight * 2, 'a profile');
      for (let row = 0; row < blockHeight; row++)
        stored[(blockHeight - 1 - row) * blockWidth + column] = valueOf(bytes.readUInt16BE(2 * row));
    }
    const out = new Float32Array(stored.length);
    toElevations(stored, 0, 1, out, metadata);
    return out;
  }
}

function valueOf(bits: number): number {
  if (bits < 0x8000) return bits;
  const signed = 0x8000 - bits;
  return signed < DEEPEST && signed !== VOID ? bits - 0x10000 : signed;
}
