import { inflate } from 'node:zlib';
import { promisify } from 'node:util';
import type { StoredValues } from '../elevations';
import type { FileSource } from '../fileSource';
import { DEFLATE, LZW, rowsOf, type Layout } from './layout';
import { decodeLzw } from './lzw';
import { undoDifferences, undoFloatDifferences } from './predictor';

const inflateAsync = promisify(inflate);

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
  const { blockWidth, bandsTogether, valueBytes, predictor } = layout;
  const rowLength = blockWidth * bandsTogether;
  const length = rowLength * rowsOf(layout, block) * valueBytes;
  const packedLength = layout.byteCounts[block] ?? 0;
  if (packedLength === 0) return null;

  const what = `${layout.tiled ? 'tile' : 'strip'} ${block}`;
  const packed = await file.read(layout.offsets[block] ?? 0, packedLength, what);
  const bytes = await unpack(packed, layout, length).catch((error: unknown) => {
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
  if (predictor === 3) undoFloatDifferences(values, rowLength, bandsTogether, valueBytes);
  else if (!littleEndian) swapBytes(values, valueBytes);
  if (predictor === 2) undoDifferences(unsignedView(values, valueBytes), rowLength, bandsTogether);
  return typedView(values, layout.dataType);
}

async function unpack(packed: Buffer, { compression, ...layout }: Layout, length: number): Promise<Buffer> {
  if (compression === LZW) return decodeLzw(packed, length);
  if (compression !== DEFLATE) return packed;
  // The last strip may have been packed with all rows of the others.
  const most = layout.blockWidth * layout.blockHeight * layout.bandsTogether * layout.valueBytes;
  return inflateAsync(packed, { maxOutputLength: most, chunkSize: Math.max(1024, length) });
}

function swapBytes(bytes: Buffer, valueBytes: number): void {
  if (valueBytes === 2) bytes.swap16();
  else if (valueBytes === 4) bytes.swap32();
  else if (valueBytes === 8) bytes.swap64();
}

function unsignedView(
  bytes: Buffer,
  valueBytes: number,
): Uint8Array | Uint16Array | Uint32Array | BigUint64Array {
  const { buffer, byteOffset, length } = bytes;
  if (valueBytes === 2) return new Uint16Array(buffer, byteOffset, length / 2);
  if (valueBytes === 4) return new Uint32Array(buffer, byteOffset, length / 4);
  if (valueBytes === 8) return new BigUint64Array(buffer, byteOffset, length / 8);
  return bytes;
}

function typedView({ buffer, byteOffset, length }: Buffer, dataType: Layout['dataType']): StoredValues {
  switch (dataType) {
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length / 2);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length / 2);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length / 4);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length / 4);
    case 'float32':
      return new Float32Array(buffer, byteOffset, length / 4);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length / 8);
  }
}
