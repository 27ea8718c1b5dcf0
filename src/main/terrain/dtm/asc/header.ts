import type { DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { numberIn } from '../text/numberIn';

const HEADER_BYTES = 4096;
const BOM = '\xef\xbb\xbf';
const KEYS = /^(?:ncols|nrows|xllcorner|xllcenter|yllcorner|yllcenter|cellsize|dx|dy|nodata_value|nodata)$/i;

/** What the lines above the values of a grid in text say. */
export interface AscHeader extends Pick<
  DtmMetadata,
  'width' | 'height' | 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight' | 'noData' | 'scale'
> {
  /** Byte at which the values begin. */
  readonly end: number;
}

/** Whether a file begins as the header of an ESRI ASCII grid does. */
export const isAscHeader = (head: Buffer): boolean =>
  KEYS.test(/^(?:\xef\xbb\xbf)?\s*(\w+)\s/.exec(head.toString('latin1'))?.[1] ?? '');

/**
 * Reads the header of an ESRI ASCII grid. Keys may be in any case and order; the corner may be given as the middle of
 * the south-west cell (xllcenter), the cell as one size or as dx and dy; numbers may have decimal commas.
 * @throws UserError `not-a-dtm` when a key is missing or no number, `truncated-file` when the file is too short for it
 */
export async function readAscHeader(file: FileSource): Promise<AscHeader> {
  const { values, end } = await readKeys(file, /\s*([a-z_]+)\s+(\S+)[ \t]*/giy, KEYS);
  const required = (...keys: string[]): number => {
    const value = numberIn(keys.map((key) => values.get(key)).find((found) => found !== undefined) ?? '');
    if (value === null || !Number.isFinite(value))
      throw file.error(
        'not-a-dtm',
        `has no readable ${keys.join(' or ')} in its header, so it is no ESRI ASCII grid.`,
      );
    return value;
  };
  const width = required('ncols');
  const height = required('nrows');
  const pixelWidth = required('dx', 'cellsize');
  const rowHeight = required('dy', 'cellsize');
  const left = required('xllcorner', 'xllcenter') - (values.has('xllcorner') ? 0 : pixelWidth / 2);
  const bottom = required('yllcorner', 'yllcenter') - (values.has('yllcorner') ? 0 : rowHeight / 2);
  if (!isCount(width) || !isCount(height) || pixelWidth <= 0 || rowHeight <= 0)
    throw file.error(
      'not-a-dtm',
      `says that it has ${width} x ${height} cells of ${pixelWidth} x ${rowHeight}: check ncols, nrows and cellsize.`,
    );
  requireTexts(file, end, width, height);
  return {
    width,
    height,
    originX: left,
    originY: bottom + height * rowHeight,
    pixelWidth,
    pixelHeight: -rowHeight,
    noData: noDataIn(file, values.get('nodata_value') ?? values.get('nodata')),
    scale: 1,
    end,
  };
}

/** The keys of a header with their values as written, by key in small letters, and the byte behind them. */
export async function readKeys(
  file: FileSource,
  pair: RegExp,
  keys: RegExp,
): Promise<{ readonly values: ReadonlyMap<string, string>; readonly end: number }> {
  const text = (await file.read(0, Math.min(file.size, HEADER_BYTES), 'its header')).toString('latin1');
  const values = new Map<string, string>();
  let end = text.startsWith(BOM) ? BOM.length : 0;
  for (const [line, key = '', value = ''] of text.slice(end).matchAll(pair)) {
    if (!keys.test(key)) break;
    values.set(key.toLowerCase(), value);
    end += line.length;
  }
  return { values, end };
}

/** The value that means no data, NaN where a word stands for it. @throws UserError `not-a-dtm` when it is neither */
export function noDataIn(file: FileSource, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = numberIn(text);
  if (value === null)
    throw file.error(
      'not-a-dtm',
      `names "${text.slice(0, 40)}" as its no-data value, which is no number: correct its header.`,
    );
  return value;
}

/** Every value takes a digit and a space at least. @throws UserError `truncated-file` */
export const requireTexts = (file: FileSource, start: number, width: number, height: number): void => {
  file.requireBytes(start, width * height * 2 - 1, `its grid of ${width} x ${height} values`);
};

/** Whether a number may be one of columns or rows. */
export const isCount = (value: number): boolean => Number.isInteger(value) && value > 0 && value < 2 ** 31;
