import { writeFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';

/** Pixels along an edge. */
export const LARGE_SIZE = 20_000;

const TILE = 256;
const TILES = Math.ceil(LARGE_SIZE / TILE);

/** Elevation of a pixel of the large DTM, metres: steps of 10 m from one tile row to the next, and a ramp in each tile. */
export const largeElevation = (column: number, row: number): number =>
  Math.floor(row / TILE) * 10 + (column % TILE) / 64;

/**
 * Writes a GeoTIFF of 20,000 x 20,000 float32 (TIFF 6.0, GeoTIFF 1.1; EPSG:32632, 10 m pixels, tiles of 256 x 256,
 * deflate). Tiles of a row share their bytes, so that 1.6 GB take some hundred KB on disk.
 * @param packedAs what is written in place of the packed tile of a row of tiles
 */
export async function writeLargeTiff(
  path: string,
  packedAs: (packed: Buffer, tileRow: number) => Buffer = (packed) => packed,
): Promise<void> {
  const parts: Buffer[] = [];
  let position = 8;
  const append = (bytes: Buffer): number => {
    const at = position;
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    parts.push(padded);
    position += padded.length;
    return at;
  };
  const offsets = Buffer.alloc(TILES * TILES * 4);
  const counts = Buffer.alloc(TILES * TILES * 4);
  for (let tileRow = 0; tileRow < TILES; tileRow++) {
    const values = Float32Array.from({ length: TILE * TILE }, (_, i) =>
      largeElevation(i % TILE, tileRow * TILE),
    );
    const packed = packedAs(deflateSync(Buffer.from(values.buffer)), tileRow);
    const at = append(packed);
    for (let tile = tileRow * TILES; tile < (tileRow + 1) * TILES; tile++) {
      offsets.writeUInt32LE(at, tile * 4);
      counts.writeUInt32LE(packed.length, tile * 4);
    }
  }
  const doubles = (...numbers: number[]): Buffer => Buffer.from(Float64Array.from(numbers).buffer);
  const shorts = (...numbers: number[]): Buffer => Buffer.from(Uint16Array.from(numbers).buffer);
  const [SHORT, LONG, DOUBLE] = [3, 4, 12];
  const inline = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const atOffset = (bytes: Buffer): Buffer => inline(append(bytes));
  const entries: [tag: number, type: number, count: number, value: Buffer][] = [
    [256, LONG, 1, inline(LARGE_SIZE)],
    [257, LONG, 1, inline(LARGE_SIZE)],
    [258, SHORT, 1, inline(32)],
    [259, SHORT, 1, inline(8)],
    [262, SHORT, 1, inline(1)],
    [277, SHORT, 1, inline(1)],
    [322, SHORT, 1, inline(TILE)],
    [323, SHORT, 1, inline(TILE)],
    [324, LONG, TILES * TILES, atOffset(offsets)],
    [325, LONG, TILES * TILES, atOffset(counts)],
    [339, SHORT, 1, inline(3)],
    [33550, DOUBLE, 3, atOffset(doubles(10, 10, 0))],
    [33922, DOUBLE, 6, atOffset(doubles(0, 0, 0, 400_000, 5_300_000, 0))],
    [34735, SHORT, 16, atOffset(shorts(1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32632))],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 2 + index * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    value.copy(directory, at + 8);
  }
  const head = Buffer.from('49492a0000000000', 'hex');
  head.writeUInt32LE(append(directory), 4);
  await writeFile(path, Buffer.concat([head, ...parts]));
}
