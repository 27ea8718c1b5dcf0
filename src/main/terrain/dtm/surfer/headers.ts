import type { FileSource } from '../../../platform/fileSource';
import { numberIn } from '../text/numberIn';

/** What the head of a Surfer grid says. */
export interface SurferHeader {
  readonly width: number;
  readonly height: number;
  /** Middle of the south-west cell, and the distance to the next, CRS units. */
  readonly west: number;
  readonly south: number;
  readonly pixelWidth: number;
  readonly rowHeight: number;
  /** How values are stored; null: as text. */
  readonly dataType: 'float32' | 'float64' | null;
  /** The value that means no data. */
  readonly noData: number;
  /** Byte at which the values begin. */
  readonly start: number;
}

/** What Surfer writes where it has no value; other programs round it, and all beyond 1e30 is no elevation. */
const BLANK = 1.70141e38;

/** Columns and rows, and the lowest and highest middle of a cell along each, as texts and Surfer 6 state them. */
function headerOf(
  file: FileSource,
  [width = NaN, height = NaN, west = NaN, east = NaN, south = NaN, north = NaN]: readonly number[],
): Pick<SurferHeader, 'width' | 'height' | 'west' | 'south' | 'pixelWidth' | 'rowHeight'> {
  requireCounts(file, width, height);
  const [pixelWidth, rowHeight] = [(east - west) / (width - 1), (north - south) / (height - 1)];
  return { width, height, west, south, pixelWidth, rowHeight };
}

/** Surfer's own formats cannot place a single row or column. @throws UserError `not-a-dtm` */
function requireCounts(file: FileSource, width: number, height: number): void {
  const isCount = (count: number): boolean => Number.isInteger(count) && count > 1 && count < 2 ** 31;
  if (!isCount(width) || !isCount(height))
    throw file.error('not-a-dtm', `says that it has ${width} x ${height} cells: grid it again.`);
}

const TEXT_HEAD_BYTES = 1024;

/** @throws UserError `not-a-dtm` */
export async function readText(file: FileSource): Promise<SurferHeader> {
  const head = (await file.read(0, Math.min(file.size, TEXT_HEAD_BYTES), 'its header')).toString('latin1');
  const [line = '', ...texts] =
    /^DSAA\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+\S+\s+\S+\s/.exec(head) ?? [];
  if (line === '')
    throw file.error('not-a-dtm', 'begins as a Surfer grid and has no readable header: grid it again.');
  const numbers = texts.map((text) => numberIn(text) ?? NaN);
  return { ...headerOf(file, numbers), dataType: null, noData: BLANK, start: line.length };
}

/** Surfer 6 binary: two 16-bit counts, then six 64-bit floats. @throws UserError `not-a-dtm`, `truncated-file` */
export async function readBinary6(file: FileSource): Promise<SurferHeader> {
  const head = await file.read(0, 56, 'its header');
  const counts = [head.readInt16LE(4), head.readInt16LE(6)];
  const limits = [8, 16, 24, 32].map((at) => head.readDoubleLE(at));
  return { ...headerOf(file, [...counts, ...limits]), dataType: 'float32', noData: BLANK, start: 56 };
}

/** Sections before the grid's values; Surfer writes two or three. */
const MAX_SECTIONS = 16;

/**
 * Surfer 7 binary: sections of a tag of four letters, their length and their contents. GRID says how the values lie that DATA
 * holds; what else there may be, such as faults, is passed over.
 * @throws UserError `not-a-dtm`, `unsupported-file`, `truncated-file`
 */
export async function readBinary7(file: FileSource): Promise<SurferHeader> {
  let grid: Buffer | null = null;
  let at = 0;
  for (let section = 0; section < MAX_SECTIONS && at + 8 <= file.size; section++) {
    const head = await file.read(at, 8, 'the head of a section');
    const [tag, length] = [head.toString('latin1', 0, 4), head.readUInt32LE(4)];
    at += 8;
    if (tag === 'GRID') grid = await file.read(at, 72, 'its grid section');
    if (tag === 'DATA' && grid !== null) return gridHeader(file, grid, at);
    at += length;
  }
  throw file.error('not-a-dtm', 'begins as a Surfer 7 grid and holds none: save it again.');
}

function gridHeader(file: FileSource, grid: Buffer, start: number): SurferHeader {
  const [height, width] = [grid.readInt32LE(0), grid.readInt32LE(4)];
  requireCounts(file, width, height);
  const [west = NaN, south = NaN, pixelWidth = NaN, rowHeight = NaN, , , rotation = NaN, noData = NaN] =
    Array.from({ length: 8 }, (_, index) => grid.readDoubleLE(8 + 8 * index));
  if (rotation !== 0)
    throw file.error(
      'unsupported-file',
      'is rotated, which is not read here. Grid it again without rotation.',
    );
  return { width, height, west, south, pixelWidth, rowHeight, dataType: 'float64', noData, start };
}
