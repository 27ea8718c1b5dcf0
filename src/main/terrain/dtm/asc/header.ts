import type { FileSource } from '../fileSource';

const HEADER_BYTES = 4096;
const KEYS = /^(ncols|nrows|xllcorner|xllcenter|yllcorner|yllcenter|cellsize|dx|dy|nodata_value)$/;

/** What the lines above the values of an ESRI ASCII grid say. */
interface AscHeader {
  readonly width: number;
  readonly height: number;
  /** Outer corner of the first column and first row, CRS units. */
  readonly originX: number;
  readonly originY: number;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
  readonly noData: number | null;
  /** Byte at which the values begin. */
  readonly end: number;
}

/**
 * Reads the header of an ESRI ASCII grid. Keys may be in any case and order; the corner may be given as the middle of
 * the south-west cell (xllcenter), the cell as one size or as dx and dy.
 * @throws UserError `not-a-dtm` when a key is missing or no number, `truncated-file` when the file is too short for it
 */
export async function readAscHeader(file: FileSource): Promise<AscHeader> {
  const text = (await file.read(0, Math.min(file.size, HEADER_BYTES), 'its header')).toString('latin1');
  const values = new Map<string, number>();
  let end = 0;
  for (const [line, key = '', value = ''] of text.matchAll(
    /\s*([a-z_]+)[ \t]+(\S+)[ \t]*(?:\r\n|\r|\n)/giy,
  )) {
    if (!KEYS.test(key.toLowerCase())) break;
    values.set(key.toLowerCase(), Number(value));
    end += line.length;
  }

  const required = (...keys: string[]): number => {
    const value = keys.map((key) => values.get(key)).find((found) => found !== undefined);
    if (value === undefined || !Number.isFinite(value))
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
  // Every value takes a digit and a space at least.
  file.requireBytes(end, width * height * 2 - 1, `its grid of ${width} x ${height} values`);
  return {
    width,
    height,
    originX: left,
    originY: bottom + height * rowHeight,
    pixelWidth,
    pixelHeight: -rowHeight,
    noData: values.get('nodata_value') ?? null,
    end,
  };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value < 2 ** 31;
}
