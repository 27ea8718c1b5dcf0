import Papa from 'papaparse';
import { UserError } from '../../../../shared/errors';
import type { PlaceColumns } from '../../../../shared/labels/labelFiles';
import { allBytes, type ByteSource } from './byteSource';
import { guessPlaces } from './csvColumns';
import { WGS84, type Found, type LabelFeature, type Part, type Reading } from './feature';
import { numberOf } from './csvNumber';
import { textFrom } from './text';
import { convertLabels } from './wayOut';
import { partsOfHexWkb } from './wkb';
import { partsOfWkt } from './wkt';
import type { LabelReader } from './labelReader';

/** The most that a table may hold, and the most columns. */
const TABLE_BYTES_MAX = 256 * 1024 * 1024;
const COLUMNS_MAX = 2000;
/** How much is sampled to find out how a table is written. */
const [HEAD_ROWS, HEAD_CHARACTERS] = [20, 1_000_000];
/** Rows that are read at once. */
const ROWS = 5000;

/** Any other text. */
export const reader: LabelReader = {
  recognises: ({ bytes, text }) =>
    text !== '' && !bytes.includes(0) && !['<', '{', '[', '\u001e'].includes(text.slice(0, 1)),
  read: readCsv,
};

/**
 * Rows of a table in text, separated by commas, semicolons, tabs or bars (RFC 4180), with or without a line of names. Two
 * columns, or one of well-known text, hold the locations. A table without names has its columns called `1`, `2` and so on.
 * @throws UserError `bad-input` where the columns must be chosen; `unsupported-file`
 */
export function* readCsv(source: ByteSource, { choice }: Reading): Generator<Found> {
  const { name } = source;
  const text = textFrom(allBytes(source, TABLE_BYTES_MAX)).replace(/^\uFEFF/, '');
  const stated = /^sep=(.)\r?\n/i.exec(text);
  let at = stated?.[0].length ?? 0;
  const start = text.slice(at, at + HEAD_CHARACTERS);
  const delimiter = stated?.[1] ?? delimiterOf(start);
  const [first = []] = headOf(start, delimiter);
  const hasNames = !first.some((cell) => numberOf(cell) !== null);
  const columns = namesOf(hasNames ? first : first.map((_, index) => String(index + 1)));
  if (
    columns.length > COLUMNS_MAX ||
    (columns.length < 2 &&
      !first.some((cell) => partsOfWkt(cell) !== null) &&
      choice.columns === undefined &&
      guessPlaces(columns) === null)
  ) {
    throw new UserError(
      'unsupported-file',
      `${name} is neither a table with columns for longitude and latitude nor another label file in a supported format. ${convertLabels(name)}`,
    );
  }
  const guessed = guessPlaces(columns);
  const places: PlaceColumns | null = choice.columns ?? guessed?.columns ?? null;
  checkColumns(name, places, columns);
  const isLonLat = choice.columns === undefined && guessed?.isLonLat === true;
  const about = (crs: string | null): Found => ({
    kind: 'about',
    about: { format: 'csv', layers: [name], layer: name, crs, table: { columns, places } },
  });
  for (let isFirst = true; at < text.length; isFirst = false) {
    const { data, meta } = Papa.parse<string[]>(text.slice(at), {
      delimiter,
      preview: ROWS,
      skipEmptyLines: 'greedy',
    });
    if (meta.cursor <= 0) break;
    at += meta.cursor;
    const rows = (isFirst && hasNames ? data.slice(1) : data).map((cells) =>
      featureOf(columns, cells, places),
    );
    if (isFirst) yield about(isLonLat ? WGS84 : crsOf(rows));
    for (const { feature } of rows) yield { kind: 'feature', feature };
    yield {
      kind: 'progress',
      doneBytes: Math.round((at / text.length) * source.totalBytes),
      totalBytes: source.totalBytes,
    };
  }
}

/**
 * The CRS of a table that does not name its columns after degrees: that of its first geometry, if it has an SRID. Where all
 * coordinates would be valid longitudes and latitudes they are taken as such, as no projected coordinates are as small; else it
 * is not known.
 */
function crsOf(rows: readonly Row[]): string | null {
  const srid = rows.find((row) => row.srid !== null)?.srid ?? null;
  if (srid !== null) return `EPSG:${srid}`;
  const lines = rows.flatMap(({ feature }) =>
    feature.parts.flatMap((part) => (part.kind === 'polygon' ? part.rings : [part.coordinates])),
  );
  const areDegrees = lines.every((line) =>
    line.every((value, index) => Math.abs(value) <= (index % 2 === 0 ? 180 : 90)),
  );
  return lines.length > 0 && areDegrees ? WGS84 : null;
}

function checkColumns(name: string, places: PlaceColumns | null, columns: readonly string[]): void {
  const missing = places === null ? [] : Object.values(places).filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  throw new UserError(
    'bad-input',
    `${name} has no column "${missing.join('" or "')}". It has: ${columns.slice(0, 30).join(', ')}.`,
  );
}

/** The first rows of a table. */
const headOf = (text: string, delimiter: string): string[][] =>
  Papa.parse<string[]>(text, { preview: HEAD_ROWS, skipEmptyLines: 'greedy', delimiter }).data;

/**
 * What separates the columns: the separator that gives rows of equal length. Commas come last, since they are decimal marks where
 * semicolons separate; Papa Parse's own guess mistakes them for separators there.
 */
function delimiterOf(text: string): string {
  const fits = (delimiter: string): boolean => {
    const rows = headOf(text, delimiter);
    const [first = []] = rows;
    return first.length > 1 && rows.every((row) => row.length === first.length);
  };
  return ['\t', ';', '|', ','].find(fits) ?? ',';
}

/** Names of columns, made unique. */
function namesOf(cells: readonly string[]): string[] {
  const names: string[] = [];
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim() === '' ? String(index + 1) : cell.trim().slice(0, 200);
    names.push(names.includes(name) ? `${name} (${index + 1})` : name);
  }
  return names;
}

/** A row, and the SRID of its geometry. */
interface Row {
  readonly feature: LabelFeature;
  readonly srid: string | null;
}

function featureOf(columns: readonly string[], cells: readonly string[], places: PlaceColumns | null): Row {
  const attributes: Record<string, string> = {};
  for (const [index, column] of columns.entries()) attributes[column] = (cells[index] ?? '').trim();
  let parts: readonly Part[] = [];
  let srid: string | null = null;
  if (places !== null && 'wkt' in places) {
    const cell = attributes[places.wkt] ?? '';
    const geometry = /^[0-9a-f]{10,}$/i.test(cell) ? partsOfHexWkb(cell) : partsOfWkt(cell);
    parts = geometry?.parts ?? [];
    srid = geometry?.srid ?? null;
    Reflect.deleteProperty(attributes, places.wkt);
  } else if (places !== null) {
    const [x, y] = [numberOf(attributes[places.x] ?? ''), numberOf(attributes[places.y] ?? '')];
    if (x !== null && y !== null) parts = [{ kind: 'point', coordinates: Float64Array.of(x, y) }];
  }
  return { feature: { ref: null, attributes, parts }, srid };
}
