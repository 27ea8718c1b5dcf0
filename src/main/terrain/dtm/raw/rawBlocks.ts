import { blockByBlock, type Blocks } from '../blockDtm';
import type { DtmMetadata } from '../dtm';
import { toElevations, type StoredValues } from '../elevations';
import { valuesOf } from '../geotiff/values';
import { bytesOf, type RawLayout } from './layout';

/** Maximum number of rows in one block, and its approximate bytes in the file. */
const BLOCK_ROWS = 64;
const BLOCK_BYTES = 4 * 1024 * 1024;

/** A source of bytes: a file, or what was unpacked from one. */
export interface Bytes {
  /** Returns bytes that its caller may overwrite. @throws UserError `truncated-file` */
  read(offset: number, length: number, what: string): Promise<Buffer>;
}

/** Rows of raw binary values, in blocks. */
export class RawBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly readBlocks = blockByBlock((block) => this.readBlock(block));

  constructor(
    private readonly bytes: Bytes,
    private readonly metadata: DtmMetadata,
    private readonly layout: RawLayout,
  ) {
    const { width } = metadata;
    const most = Math.max(1, Math.floor(BLOCK_BYTES / layout.valueStride));
    this.blockWidth = Math.min(width, most);
    const rows = Math.floor(BLOCK_BYTES / Math.max(1, layout.rowStride));
    this.blockHeight = width > most ? 1 : Math.max(1, Math.min(BLOCK_ROWS, rows));
  }

  private async readBlock(block: number): Promise<Float32Array> {
    const { width, height } = this.metadata;
    const { blockWidth, blockHeight, layout } = this;
    const across = Math.ceil(width / blockWidth);
    const left = (block % across) * blockWidth;
    const top = Math.floor(block / across) * blockHeight;
    const columns = Math.min(blockWidth, width - left);
    const rows = Math.min(blockHeight, height - top);
    const size = bytesOf(layout.dataType);
    const rowBytes = (columns - 1) * layout.valueStride + size;
    const from = layout.start + top * layout.rowStride + left * layout.valueStride;
    const length = (rows - 1) * layout.rowStride + rowBytes;
    const bytes = await this.bytes.read(from, length, `the rows from ${top} on`);
    const out = new Float32Array(blockWidth * rows);
    if (columns < blockWidth) out.fill(NaN);
    const step = layout.valueStride / size;
    if (layout.rowStride === columns * layout.valueStride && columns === blockWidth)
      toElevations(valuesIn(bytes, layout), 0, step, out, this.metadata);
    else
      for (let row = 0; row < rows; row++) {
        // A row may begin at an unaligned byte: its bytes are then copied to an aligned one.
        const start = row * layout.rowStride;
        const values = valuesIn(Buffer.from(bytes.subarray(start, start + rowBytes)), layout);
        const of = out.subarray(row * blockWidth, row * blockWidth + columns);
        toElevations(values, 0, step, of, this.metadata);
      }
    return out;
  }
}

/** Bytes as values; the bytes are overwritten. */
function valuesIn(given: Buffer, { dataType, isLittleEndian }: RawLayout): StoredValues {
  const size = bytesOf(dataType);
  const whole = given.subarray(0, given.length - (given.length % size));
  // Small buffers lie in a shared one, at any byte.
  const bytes = whole.byteOffset % size === 0 ? whole : Buffer.from(Uint8Array.from(whole).buffer);
  if (!isLittleEndian && size === 2) bytes.swap16();
  if (!isLittleEndian && size === 4) bytes.swap32();
  if (!isLittleEndian && size === 8) bytes.swap64();
  return valuesOf(bytes, { dataType, valueBits: size * 8 }, 0);
}
