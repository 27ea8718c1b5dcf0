import { deflateSync } from 'node:zlib';

/** What a small GeoTIFF of the tests holds: one band of 16-bit integers in EPSG:2056. */
export interface TiffPlan {
  readonly width: number;
  readonly height: number;
  readonly values: Int16Array;
  readonly bigEndian: boolean;
  readonly bigTiff: boolean;
  readonly deflate: boolean;
  readonly predictor: boolean;
  /** Side of tiles, or rows of a strip. */
  readonly tile?: number;
  readonly rowsPerStrip?: number;
  /** Fields to add or to put in place of others: tag to type (3 SHORT, 4 LONG, 12 DOUBLE) and values. */
  readonly fields?: Readonly<Record<number, readonly [type: number, values: readonly number[]]>>;
  /** Directories that the first one names as next: the offset of itself, for a chain without an end. */
  readonly nextIsItself?: boolean;
}

/** Bytes of a GeoTIFF, written directly from TIFF 6.0, independently of the code under test. */
export function tiffFile(plan: TiffPlan): Buffer {
  const blocks = blocksOf(plan);
  const headBytes = plan.bigTiff ? 16 : 8;
  const offsets: number[] = [];
  let end = headBytes;
  for (const block of blocks) {
    offsets.push(end);
    end += block.length + (block.length % 2);
  }

  const { tile } = plan;
  const fields = new Map<number, readonly [number, readonly number[]]>([
    [256, [4, [plan.width]]],
    [257, [4, [plan.height]]],
    [258, [3, [16]]],
    [259, [3, [plan.deflate ? 8 : 1]]],
    [262, [3, [1]]],
    [277, [3, [1]]],
    [284, [3, [1]]],
    [317, [3, [plan.predictor ? 2 : 1]]],
    [339, [3, [2]]],
    [33550, [12, [10, 10, 0]]],
    [33922, [12, [0, 0, 0, 2_700_000, 1_200_000, 0]]],
    [34735, [3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 2056]]],
    [tile === undefined ? 273 : 324, [4, offsets]],
    [tile === undefined ? 279 : 325, [4, blocks.map((block) => block.length)]],
  ]);
  if (tile === undefined) fields.set(278, [4, [plan.rowsPerStrip ?? plan.height]]);
  else for (const tag of [322, 323]) fields.set(tag, [4, [tile]]);
  for (const [tag, field] of Object.entries(plan.fields ?? {})) fields.set(Number(tag), field);

  const parts: Buffer[] = [Buffer.alloc(headBytes)];
  for (const block of blocks) parts.push(block, Buffer.alloc(block.length % 2));
  const [directory, extra] = directoryOf(plan, end, fields);
  const file = Buffer.concat([...parts, directory, extra]);
  file.write(plan.bigEndian ? 'MM' : 'II', 'latin1');
  put(file, 2, 2, plan.bigTiff ? 43 : 42, plan.bigEndian);
  if (plan.bigTiff) put(file, 4, 2, 8, plan.bigEndian);
  put(file, headBytes / 2, headBytes / 2, end, plan.bigEndian);
  return file;
}

function blocksOf({ width, height, values, tile, rowsPerStrip, ...plan }: TiffPlan): Buffer[] {
  const blockWidth = tile ?? width;
  const blockHeight = tile ?? rowsPerStrip ?? height;
  const blocks: Buffer[] = [];
  for (let top = 0; top < height; top += blockHeight)
    for (let left = 0; left < width; left += blockWidth) {
      const rows = tile === undefined ? Math.min(blockHeight, height - top) : blockHeight;
      const block = Buffer.alloc(blockWidth * rows * 2);
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < blockWidth; column++) {
          const valueAt = (c: number): number =>
            c < 0 || left + c >= width || top + row >= height
              ? 0
              : (values[(top + row) * width + left + c] ?? 0);
          const value = valueAt(column) - (plan.predictor ? valueAt(column - 1) : 0);
          put(block, (row * blockWidth + column) * 2, 2, value, plan.bigEndian);
        }
      blocks.push(plan.deflate ? deflateSync(block) : block);
    }
  return blocks;
}

function directoryOf(
  { bigTiff, bigEndian, nextIsItself }: TiffPlan,
  at: number,
  fields: ReadonlyMap<number, readonly [number, readonly number[]]>,
): [Buffer, Buffer] {
  const [countBytes, entryBytes, word] = bigTiff ? [8, 20, 8] : [2, 12, 4];
  const directory = Buffer.alloc(countBytes + fields.size * entryBytes + word);
  put(directory, 0, countBytes, fields.size, bigEndian);
  put(directory, directory.length - word, word, nextIsItself === true ? at : 0, bigEndian);
  let extra = Buffer.alloc(0);
  [...fields]
    .sort(([a], [b]) => a - b)
    .forEach(([tag, [type, values]], i) => {
      const bytes = valueBytes(type, values, bigEndian);
      const entry = countBytes + i * entryBytes;
      put(directory, entry, 2, tag, bigEndian);
      put(directory, entry + 2, 2, type, bigEndian);
      put(directory, entry + 4, word, values.length, bigEndian);
      if (bytes.length <= word) bytes.copy(directory, entry + 4 + word);
      else {
        put(directory, entry + 4 + word, word, at + directory.length + extra.length, bigEndian);
        extra = Buffer.concat([extra, bytes]);
      }
    });
  return [directory, extra];
}

function valueBytes(type: number, values: readonly number[], bigEndian: boolean): Buffer {
  const size = type === 12 ? 8 : type === 4 ? 4 : 2;
  const bytes = Buffer.alloc(values.length * size);
  values.forEach((value, i) => {
    if (type !== 12) put(bytes, i * size, size, value, bigEndian);
    else if (bigEndian) bytes.writeDoubleBE(value, i * size);
    else bytes.writeDoubleLE(value, i * size);
  });
  return bytes;
}

/** Writes the low bytes of a whole number. */
function put(bytes: Buffer, at: number, size: number, value: number, bigEndian: boolean): void {
  const word = BigInt.asUintN(size * 8, BigInt(value));
  for (let i = 0; i < size; i++)
    bytes[at + (bigEndian ? size - 1 - i : i)] = Number((word >> BigInt(8 * i)) & 0xffn);
}
