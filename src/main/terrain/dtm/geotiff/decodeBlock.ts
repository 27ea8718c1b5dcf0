import { toElevations, type ElevationRule, type StoredValues } from '../elevations';
import { decode } from './codecs/bank';
import { UNCOMPRESSED } from './codecs/methods';
import { rowBytesOf, type Layout } from './layout';
import { undoDifferences, undoFloatDifferences } from './predictor';
import { valuesOf } from './values';

/** Bytes that LERC may add: headers, masks, and tiles of values that it could not compress. */
const LERC_GROWTH = 1.5;
const LERC_EXTRA_BYTES = 65_536;

/** What the blocks of one band of an image have in common. */
export interface BlockForm {
  readonly layout: Omit<Layout, 'offsets' | 'byteCounts'>;
  /** Whether the file's values are little-endian. */
  readonly littleEndian: boolean;
  /** 0-based. */
  readonly band: number;
  readonly rule: ElevationRule;
}

/** States what is wrong with a block. */
export class DamagedBlock extends Error {}

/**
 * Decodes the bytes of one block to elevations.
 * @param packed the bytes, which are overwritten; they begin at a multiple of 8 in their buffer
 * @param out elevations, [rows, blockWidth], as many rows as the block has in the image
 * @throws DamagedBlock when they cannot be decoded or are too few
 */
export async function decodeBlock(packed: Buffer, form: BlockForm, out: Float32Array): Promise<void> {
  const { layout, band, rule } = form;
  const { bandsTogether } = layout;
  const rows = out.length / layout.blockWidth;
  toElevations(
    await storedValues(packed, form, rows),
    bandsTogether > 1 ? band : 0,
    bandsTogether,
    out,
    rule,
  );
}

/** Rows of blockWidth pixels of bandsTogether values each. */
async function storedValues(
  packed: Buffer,
  { layout, littleEndian }: BlockForm,
  rows: number,
): Promise<StoredValues> {
  const { blockWidth, bandsTogether, valueBits, predictor } = layout;
  const rowLength = blockWidth * bandsTogether;
  const length = rowBytesOf(layout) * rows;
  if (layout.bitsReversed) reverseBits(packed);
  const bytes = await unpack(packed, layout).catch((cause: unknown) => {
    throw new DamagedBlock('cannot be unpacked', { cause });
  });
  if (bytes.length < length) throw new DamagedBlock('holds too few values');

  const values = bytes.subarray(0, length);
  const form = { rowLength, bands: bandsTogether, valueBytes: valueBits / 8 };
  if (predictor === 3) undoFloatDifferences(values, form);
  // For LERC too, whose own byte order is fixed: libtiff swaps values before it packs them.
  else if (!littleEndian) swapBytes(values, form.valueBytes);
  if (predictor === 2) undoDifferences(values, form);
  return valuesOf(values, layout, rowLength);
}

/** The last strip may have been packed with as many rows as the others. */
async function unpack(packed: Buffer, layout: BlockForm['layout']): Promise<Buffer> {
  const { blockWidth: width, blockHeight: height, bandsTogether: bands, dataType } = layout;
  const wholeBytes = rowBytesOf(layout) * height;
  let bytes = packed;
  for (const [i, compression] of layout.compressions.entries()) {
    const isLast = i === layout.compressions.length - 1;
    const mostBytes = isLast ? wholeBytes : wholeBytes * LERC_GROWTH + LERC_EXTRA_BYTES;
    bytes =
      compression === UNCOMPRESSED
        ? bytes
        : await decode(compression, bytes, { width, height, bands, dataType, mostBytes });
  }
  return bytes;
}

function reverseBits(bytes: Buffer): void {
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i] ?? 0;
    byte = ((byte & 0x55) << 1) | ((byte >> 1) & 0x55);
    byte = ((byte & 0x33) << 2) | ((byte >> 2) & 0x33);
    bytes[i] = ((byte & 0x0f) << 4) | (byte >> 4);
  }
}

function swapBytes(bytes: Buffer, valueBytes: number): void {
  if (valueBytes === 2) bytes.swap16();
  else if (valueBytes === 4) bytes.swap32();
  else if (valueBytes === 8) bytes.swap64();
  else if (valueBytes === 3) for (let i = 0; i < bytes.length; i += 3) bytes.subarray(i, i + 3).reverse();
}
