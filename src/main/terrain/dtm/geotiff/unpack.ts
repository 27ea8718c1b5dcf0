import type { StoredValues } from '../elevations';
import type { FileSource } from '../fileSource';
import { decode } from './codecs/bank';
import { UNCOMPRESSED } from './codecs/methods';
import { rowBytesOf, rowsOf, type Layout } from './layout';
import { undoDifferences, undoFloatDifferences } from './predictor';
import { valuesOf } from './values';

/** LERC's heads, masks and tiles of values that it could not make smaller. */
const LERC_GROWTH = 1.5;
const LERC_EXTRA_BYTES = 65_536;

/**
 * Reads the stored values of one block: rows of blockWidth pixels of bandsTogether values each; null for a block that was
 * never written.
 * @throws UserError `truncated-file` when they cannot be unpacked or are too few
 */
export async function readBlock(
  file: FileSource,
  littleEndian: boolean,
  layout: Layout,
  block: number,
): Promise<StoredValues | null> {
  const { blockWidth, bandsTogether, valueBits, predictor } = layout;
  const rowLength = blockWidth * bandsTogether;
  const length = rowBytesOf(layout) * rowsOf(layout, block);
  const packedLength = layout.byteCounts[block] ?? 0;
  if (packedLength === 0) return null;

  const what = `${layout.tiled ? 'tile' : 'strip'} ${block}`;
  const packed = await file.read(layout.offsets[block] ?? 0, packedLength, what);
  if (layout.bitsReversed) reverseBits(packed);
  const bytes = await unpack(packed, layout).catch((error: unknown) => {
    throw file.error(
      'truncated-file',
      `is damaged: ${what} cannot be unpacked. Copy or download it again.`,
      error,
    );
  });
  if (bytes.length < length)
    throw file.error(
      'truncated-file',
      `is damaged: ${what} holds too few values. Copy or download it again.`,
    );

  const values = bytes.subarray(0, length);
  const rows = { rowLength, bands: bandsTogether, valueBytes: valueBits / 8 };
  if (predictor === 3) undoFloatDifferences(values, rows);
  // Of LERC as well, whose own order is fixed: libtiff turns values before it packs them.
  else if (!littleEndian) swapBytes(values, rows.valueBytes);
  if (predictor === 2) undoDifferences(values, rows);
  return valuesOf(values, layout, rowLength);
}

/** The last strip may have been packed with all rows of the others. */
async function unpack(packed: Buffer, layout: Layout): Promise<Buffer> {
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
