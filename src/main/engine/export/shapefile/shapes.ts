import { extentOf } from '../located';

const HEADER_BYTES = 100;

/** The shapes of a Shapefile (ESRI Shapefile Technical Description, July 1998): their type, and all of their corners. */
export interface Shapes {
  readonly type: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** What each record holds behind its own header of eight bytes, made anew at each call. */
  readonly contents: () => Iterable<Buffer>;
}

/** The main file: shapes with their numbers. */
export function* shpParts(shapes: Shapes): Iterable<Uint8Array> {
  const lengths = Array.from(shapes.contents(), ({ length }) => 8 + length);
  yield header(
    shapes,
    lengths.reduce((sum, length) => sum + length, HEADER_BYTES),
  );
  let number = 0;
  for (const content of shapes.contents()) {
    const head = Buffer.alloc(8);
    head.writeInt32BE(++number, 0);
    head.writeInt32BE(content.length / 2, 4);
    yield Buffer.concat([head, content]);
  }
}

/** Its index: where each record begins. */
export function* shxParts(shapes: Shapes): Iterable<Uint8Array> {
  const lengths = Array.from(shapes.contents(), ({ length }) => length);
  yield header(shapes, HEADER_BYTES + lengths.length * 8);
  let at = HEADER_BYTES;
  for (const length of lengths) {
    const entry = Buffer.alloc(8);
    entry.writeInt32BE(at / 2, 0);
    entry.writeInt32BE(length / 2, 4);
    at += 8 + length;
    yield entry;
  }
}

/** Lengths and offsets count words of 16 bits, with the higher byte first; the rest has the lower first. */
function header({ type, x, y }: Shapes, fileBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeInt32BE(9994, 0);
  bytes.writeInt32BE(fileBytes / 2, 24);
  bytes.writeInt32LE(1000, 28);
  bytes.writeInt32LE(type, 32);
  for (const [index, edge] of boxOf(x, y).entries()) bytes.writeDoubleLE(edge, 36 + 8 * index);
  return bytes;
}

/** West, south, east and north; zeros for no place. */
export function boxOf(x: Float64Array, y: Float64Array): number[] {
  const [west, east] = extentOf(x) ?? [0, 0];
  const [south, north] = extentOf(y) ?? [0, 0];
  return [west, south, east, north];
}
