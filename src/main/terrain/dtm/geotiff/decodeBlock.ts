import type { TakeRows } from '../blockDtm';
import { elevationsIn, SPARE_BYTES, toElevations, type ElevationRule } from '../elevations';
import { blockKernelFor, type BlockKernel } from './blockKernel';
import { decode } from './codecs/bank';
import { decodeInKernel, kernelCodecs, type KernelCodec } from './codecs/kernelCodecs';
import { UNCOMPRESSED } from './codecs/methods';
import { rowBytesOf, type Layout } from './layout';
import { undoPredictor } from './predictor';
import { valuesOf } from './values';

/** Bytes that LERC may add: headers, masks, and tiles of values that it could not compress. */
const LERC_GROWTH = 1.5;
const LERC_EXTRA_BYTES = 65_536;

/** Bytes, about, of the rows that become elevations at once, so that they stay in the CPU's cache. */
const SLAB_BYTES = 64 * 1024;

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

/** Where the bytes of a block begin, their number, and the number of elevations in them. */
export interface BlockPlace {
  readonly at: number;
  readonly packedBytes: number;
  readonly count: number;
}

/** The first block that could not be decoded. */
export interface Failure {
  readonly block: number;
  /** Whether the block's bytes are the cause. */
  readonly isDamage: boolean;
  readonly message: string;
  readonly detail: string;
}

/**
 * Decodes blocks one after another.
 * @param packed their bytes, which are overwritten
 * @param take takes their elevations, a few rows at a time
 */
export async function decodeBlocks(
  packed: ArrayBuffer,
  blocks: readonly BlockPlace[],
  form: BlockForm,
  take: TakeRows,
): Promise<Failure | null> {
  for (const [block, { at, packedBytes, count }] of blocks.entries()) {
    const rows = count / form.layout.blockWidth;
    try {
      await decodeBlock(Buffer.from(packed, at, packedBytes), form, rows, (elevations, firstRow) => {
        take(block, elevations, firstRow);
      });
    } catch (error) {
      const { message, cause } = error instanceof Error ? error : new Error(String(error));
      return { block, isDamage: error instanceof DamagedBlock, message, detail: String(cause ?? error) };
    }
  }
  return null;
}

/** Takes elevations of a block, [rows, blockWidth], which are valid until it returns. */
type TakeOfBlock = (elevations: Float32Array, firstRow: number) => void;

/**
 * Decodes the bytes of one block to elevations.
 * @param packed the bytes, which are overwritten
 * @param rows as many as the block has in the image
 * @throws DamagedBlock when they cannot be decoded or are too few
 */
async function decodeBlock(packed: Buffer, form: BlockForm, rows: number, take: TakeOfBlock): Promise<void> {
  const { bitsReversed, compressions } = form.layout;
  if (bitsReversed) reverseBits(packed);
  const codec = kernelCodecs[compressions.at(-1) ?? UNCOMPRESSED];
  // What the kernel cannot unpack is unpacked before.
  const before = codec === undefined ? compressions : compressions.slice(0, -1);
  const bytes = await unpack(packed, form.layout, before).catch(damaged);
  inKernel(bytes, codec, form, rows, take);
}

/** The rest happens at once, since other blocks use the same kernel. @param codec unpacks the bytes; undefined when they are unpacked */
function inKernel(
  bytes: Buffer,
  codec: KernelCodec | undefined,
  form: BlockForm,
  rows: number,
  take: TakeOfBlock,
): void {
  const { blockWidth, blockHeight } = form.layout;
  const rowBytes = rowBytesOf(form.layout);
  const mostRows = Math.min(rows, Math.max(1, Math.floor(SLAB_BYTES / rowBytes)));
  const slabBytes = mostRows * rowBytes + SPARE_BYTES;
  const elevationBytes = 4 * mostRows * blockWidth + SPARE_BYTES;
  const { spareInBytes = 0, spareOutBytes = 0 } = codec ?? {};
  const packedBytes = codec === undefined ? 0 : bytes.length;
  // The last strip may have been packed with as many rows as the others.
  const mostBytes = codec === undefined ? 0 : rowBytes * blockHeight;
  const kernel = blockKernelFor(packedBytes + mostBytes + 2 * slabBytes + elevationBytes);
  const [packed = 0, unpacked = 0, slab = 0, spare = 0, elevations = 0] = kernel.place(
    packedBytes + spareInBytes,
    mostBytes + spareOutBytes,
    slabBytes,
    slabBytes,
    elevationBytes,
  );
  let length = bytes.length;
  if (codec !== undefined) {
    kernel.bytes(packed, packedBytes).set(bytes);
    try {
      length = decodeInKernel(kernel, codec, packed, packedBytes, unpacked, mostBytes);
    } catch (error) {
      damaged(error);
    }
  }
  if (length < rows * rowBytes) throw new DamagedBlock('holds too few values');
  const read = rowReader(kernel, form, spare, elevations);
  for (let row = 0; row < rows; row += mostRows) {
    const count = Math.min(mostRows, rows - row);
    const from = row * rowBytes;
    if (codec === undefined)
      kernel.bytes(slab, count * rowBytes).set(bytes.subarray(from, from + count * rowBytes));
    take(read(codec === undefined ? slab : unpacked + from, count), row);
  }
}

/**
 * Makes elevations of rows in the kernel's memory, with room for as many bytes at `spare` and for their elevations.
 * @returns what makes them of rows at an address, [rows, blockWidth], valid until it is called again
 */
function rowReader(
  kernel: BlockKernel,
  { layout, littleEndian, band, rule }: BlockForm,
  spare: number,
  elevations: number,
): (at: number, rows: number) => Float32Array {
  const { blockWidth, bandsTogether: bands, valueBits, predictor } = layout;
  const rowLength = blockWidth * bands;
  const valueBytes = valueBits / 8;
  const first = bands > 1 ? band : 0;
  let make: ReturnType<typeof elevationsIn> | null = null;
  return (at, rows) => {
    const length = rows * rowBytesOf(layout);
    const count = rows * blockWidth;
    // For LERC too, whose own byte order is fixed: libtiff swaps values before it packs them.
    if (predictor !== 3 && !littleEndian) swapBytes(bufferOf(kernel.bytes(at, length)), valueBytes);
    const place = undoPredictor(kernel, predictor, { rowLength, bands, valueBytes }, rows, at, spare);
    const bytes = bufferOf(kernel.bytes(place, length));
    const values = valuesOf(bytes, layout, rowLength);
    if (values.buffer !== bytes.buffer) {
      const out = new Float32Array(count);
      toElevations(values, first, bands, out, rule);
      return out;
    }
    make ??= elevationsIn(kernel.call, values[Symbol.toStringTag], rule);
    make(place + first * values.BYTES_PER_ELEMENT, bands, count, elevations);
    return kernel.float32(elevations, count);
  };
}

/** The same memory as a Buffer. */
const bufferOf = ({ buffer, byteOffset, length }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, length);

function damaged(cause: unknown): never {
  throw new DamagedBlock('cannot be unpacked', { cause });
}

/** Undoes some of a block's compressions, the first ones. */
async function unpack(
  packed: Buffer,
  layout: BlockForm['layout'],
  compressions: readonly number[],
): Promise<Buffer> {
  const { blockWidth: width, blockHeight: height, bandsTogether: bands, dataType } = layout;
  const wholeBytes = rowBytesOf(layout) * height;
  let bytes = packed;
  for (const [i, compression] of compressions.entries()) {
    if (compression === UNCOMPRESSED) continue;
    const isLast = i === layout.compressions.length - 1;
    const mostBytes = isLast ? wholeBytes : wholeBytes * LERC_GROWTH + LERC_EXTRA_BYTES;
    bytes = await decode(compression, bytes, { width, height, bands, dataType, mostBytes });
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
