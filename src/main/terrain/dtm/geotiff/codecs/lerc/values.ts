import { Cursor, readList } from './bits';
import { FLOAT32, FLOAT64, INT32, INT8, newValues, typeBytes, type LercBlob, type LercValues } from './blob';
import { huffmanReader } from './huffman';

/** Which pixels hold data: one byte each, 0 for none; null when all do. */
export type LercMask = Uint8Array | null;

/** The contents of a LERC blob: values [rows, columns, depth], 0 where there is no data. */
interface Decoded {
  readonly values: LercValues;
  readonly mask: LercMask;
}

/**
 * Decodes a blob of LERC 2 (github.com/Esri/lerc, doc/MORE.md and its decoders).
 * @param before the mask of the band before, which applies if this one has none of its own
 * @throws Error when it is invalid
 */
export function decodeBlob(blob: LercBlob, before: LercMask): Decoded {
  const { bytes, version, rows, columns, depth, type, validPixels } = blob;
  const pixels = rows * columns;
  const cursor = new Cursor(bytes, blob.bodyAt);
  const mask = readMask(cursor, pixels, validPixels, before);
  const values = newValues(type, pixels * depth);
  if (validPixels === 0) return { values, mask };

  const filled = (of: ArrayLike<number>): Decoded => {
    for (let i = 0; i < pixels; i++)
      if (mask?.[i] !== 0) for (let d = 0; d < depth; d++) values[i * depth + d] = of[d] ?? 0;
    return { values, mask };
  };
  if (blob.min === blob.max) return filled(new Float64Array(depth).fill(blob.min));
  const range = (): number[] => Array.from({ length: depth }, () => cursor.value(type));
  let highest: readonly number[] = [blob.max];
  if (version >= 4) {
    const lowest = range();
    highest = range();
    if (highest.every((value, d) => value === lowest[d])) return filled(highest);
  }

  if (cursor.byte() !== 0) {
    for (let i = 0; i < pixels; i++)
      if (mask?.[i] !== 0) for (let d = 0; d < depth; d++) values[i * depth + d] = cursor.value(type);
    return { values, mask };
  }
  // Lossless 8-bit values may have Huffman codes.
  const mode = typeBytes(type) === 1 && Math.abs(blob.maxError - 0.5) < 1e-5 ? cursor.byte() : 0;
  if (mode > 2 || (mode === 2 && version < 4)) throw new Error('LERC encoding is not known');
  if (mode === 0) readTiles(blob, cursor, mask, highest, values);
  else readHuffman(blob, cursor, mask, mode === 1, values);
  return { values, mask };
}

/** Runs of bytes that repeat or not, then bits, highest first. */
function readMask(cursor: Cursor, pixels: number, validPixels: number, before: LercMask): LercMask {
  const length = cursor.int32();
  if (validPixels === 0 && length === 0) return new Uint8Array(pixels);
  if (validPixels === pixels && length === 0) return null;
  if (length === 0) {
    if (before?.length !== pixels) throw new Error('LERC mask is not there');
    return before;
  }
  const bits = Buffer.alloc(Math.ceil(pixels / 8));
  const end = cursor.at + length;
  let written = 0;
  while (written < bits.length) {
    const count = cursor.value(2);
    if (count === 0 || written + Math.abs(count) > bits.length) throw new Error('LERC mask makes no sense');
    if (count < 0) bits.fill(cursor.byte(), written, written - count);
    else for (let i = 0; i < count; i++) bits[written + i] = cursor.byte();
    written += Math.abs(count);
  }
  cursor.at = end;
  const mask = Uint8Array.from({ length: pixels }, (_, i) => ((bits[i >> 3] ?? 0) >> (7 - (i & 7))) & 1);
  // Later counts depend on it.
  if (mask.reduce((sum, bit) => sum + bit, 0) !== validPixels) throw new Error('LERC mask makes no sense');
  return mask;
}

function readHuffman(
  { rows, columns, depth, type }: LercBlob,
  cursor: Cursor,
  mask: LercMask,
  isDelta: boolean,
  values: LercValues,
): void {
  const next = huffmanReader(cursor);
  const offset = type === INT8 ? 128 : 0;
  if (!isDelta) {
    for (let i = 0; i < rows * columns; i++)
      if (mask?.[i] !== 0) for (let d = 0; d < depth; d++) values[i * depth + d] = next() - offset;
    return;
  }
  for (let d = 0; d < depth; d++)
    for (let i = 0, before = 0; i < rows * columns; i++) {
      if (mask?.[i] === 0) continue;
      const isBeside = i % columns > 0 && mask?.[i - 1] !== 0;
      const isBelow = !isBeside && i >= columns && mask?.[i - columns] !== 0;
      const at = i * depth + d;
      values[at] = next() - offset + (isBelow ? (values[at - columns * depth] ?? 0) : before);
      before = values[at] ?? 0;
    }
}

/** Squares of pixels, each packed in its most compact way; one for each value of a pixel. */
function readTiles(
  blob: LercBlob,
  cursor: Cursor,
  mask: LercMask,
  highest: readonly number[],
  values: LercValues,
): void {
  const { rows, columns, depth, tileSide } = blob;
  for (let top = 0; top < rows; top += tileSide)
    for (let left = 0; left < columns; left += tileSide) {
      const places: number[] = [];
      const pixels = (Math.min(rows, top + tileSide) - top) * (Math.min(columns, left + tileSide) - left);
      for (let row = top; row < Math.min(rows, top + tileSide); row++)
        for (let i = row * columns + left; i < row * columns + Math.min(columns, left + tileSide); i++)
          if (mask?.[i] !== 0) places.push(i * depth);
      for (let d = 0; d < depth; d++)
        readTile(blob, cursor, { left, pixels, places, d, highest: highest[d] ?? blob.max }, values);
    }
}

interface Tile {
  /** First column. */
  readonly left: number;
  /** Pixels, with data or not. */
  readonly pixels: number;
  /** Indices of the first values of pixels with data. */
  readonly places: readonly number[];
  /** Which value of each pixel. */
  readonly d: number;
  readonly highest: number;
}

function readTile(
  { version, type, maxError }: LercBlob,
  cursor: Cursor,
  { left, pixels, places, d, highest }: Tile,
  values: LercValues,
): void {
  const head = cursor.byte();
  // Bits that state the tile's position, so that damage is detected; since version 5 one of them has another meaning.
  const pattern = version >= 5 ? 14 : 15;
  const isDifference = version >= 5 && (head & 4) !== 0;
  if (((head >> 2) & pattern) !== ((left >> 3) & pattern) || (isDifference && d === 0))
    throw new Error('LERC tile is not where it should be');
  const base = (at: number): number => (isDifference ? (values[at + d - 1] ?? 0) : 0);
  const coding = head & 3;
  if (coding === 2) {
    for (const at of places) values[at + d] = base(at);
    return;
  }
  if (coding === 0) {
    if (isDifference) throw new Error('LERC tile makes no sense');
    for (const at of places) values[at + d] = cursor.value(type);
    return;
  }
  const offset = cursor.value(smallerType(isDifference && type < FLOAT32 ? INT32 : type, head >> 6));
  if (coding === 3) {
    for (const at of places) values[at + d] = isDifference ? Math.min(offset + base(at), highest) : offset;
    return;
  }
  const steps = readList(cursor, pixels);
  if (steps.length !== places.length) throw new Error('LERC tile has other values than its mask');
  places.forEach((at, i) => {
    values[at + d] = Math.min(offset + (steps[i] ?? 0) * 2 * maxError + base(at), highest);
  });
}

/** The type in which an offset is stored, which may be smaller than that of the values. */
function smallerType(type: number, by: number): number {
  if (by === 0) return type;
  if (type === FLOAT64) return type - 2 * by + 1;
  if (type === FLOAT32) return by === 1 ? 2 : 1;
  if (type === 3 || type === 5) return type - 2 * by;
  return type === 2 || type === INT32 ? type - by : type;
}
