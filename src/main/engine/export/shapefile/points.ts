import { extentOf } from '../located';

const HEADER_BYTES = 100;
/** Bytes of a point's record behind its own header of eight: type and two coordinates. */
const POINT_BYTES = 20;
const POINT = 1;

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** The main file of a Shapefile of points (ESRI Shapefile Technical Description, July 1998). */
export function* shpParts({ x, y }: Points): Iterable<Uint8Array> {
  yield header({ x, y }, HEADER_BYTES + x.length * (8 + POINT_BYTES));
  for (const [index, east] of x.entries()) {
    const record = Buffer.alloc(8 + POINT_BYTES);
    record.writeInt32BE(index + 1, 0);
    record.writeInt32BE(POINT_BYTES / 2, 4);
    record.writeInt32LE(POINT, 8);
    record.writeDoubleLE(east, 12);
    record.writeDoubleLE(y[index] ?? NaN, 20);
    yield record;
  }
}

/** Its index: where each record begins. */
export function* shxParts({ x, y }: Points): Iterable<Uint8Array> {
  yield header({ x, y }, HEADER_BYTES + x.length * 8);
  for (let index = 0; index < x.length; index++) {
    const entry = Buffer.alloc(8);
    entry.writeInt32BE((HEADER_BYTES + index * (8 + POINT_BYTES)) / 2, 0);
    entry.writeInt32BE(POINT_BYTES / 2, 4);
    yield entry;
  }
}

/** Lengths and offsets count words of 16 bits, with the higher byte first; the rest has the lower first. */
function header({ x, y }: Points, fileBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeInt32BE(9994, 0);
  bytes.writeInt32BE(fileBytes / 2, 24);
  bytes.writeInt32LE(1000, 28);
  bytes.writeInt32LE(POINT, 32);
  const [west, east] = extentOf(x) ?? [0, 0];
  const [south, north] = extentOf(y) ?? [0, 0];
  for (const [index, edge] of [west, south, east, north].entries()) bytes.writeDoubleLE(edge, 36 + 8 * index);
  return bytes;
}
