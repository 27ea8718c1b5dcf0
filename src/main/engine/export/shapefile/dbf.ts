import type { Field } from '../pointTable';

/** The longest text and name that dBASE III has, bytes. */
const TEXT_BYTES = 254;
const NAME_BYTES = 10;

/** A column as stored in a .dbf file. */
interface Column {
  readonly name: string;
  readonly type: Field['type'];
  /** Bytes of each value. */
  readonly width: number;
  readonly decimals: number;
}

/** Attributes of so many shapes. */
export interface Table {
  readonly fields: readonly Field[];
  readonly count: number;
  readonly row: (index: number) => readonly (string | number | null)[];
}

/**
 * The attributes of shapes as a dBASE III table in UTF-8 (which a .cpg file says): names of ten bytes, columns as wide as their
 * widest value, asterisks and blanks for missing values, as GDAL writes them.
 */
export function* dbfParts(table: Table): Iterable<Uint8Array> {
  const columns = columnsOf(table);
  const recordBytes = 1 + columns.reduce((sum, { width }) => sum + width, 0);
  yield header(columns, table.count, recordBytes);
  for (let index = 0; index < table.count; index++) {
    const row = table.row(index);
    // A blank says that the record is not deleted.
    const record = Buffer.alloc(recordBytes, ' ');
    let at = 1;
    for (const [number, column] of columns.entries()) {
      cell(row[number] ?? null, column).copy(record, at);
      at += column.width;
    }
    yield record;
  }
  yield Buffer.of(0x1a);
}

function columnsOf({ fields, count, row }: Table): Column[] {
  const widths = fields.map(() => 1);
  const decimals = fields.map(() => 0);
  for (let index = 0; index < count; index++) {
    for (const [number, value] of row(index).entries()) {
      if (value === null) continue;
      const written = plain(value);
      const whole = typeof value === 'number' ? (written.split('.')[0] ?? '') : written;
      widths[number] = Math.max(widths[number] ?? 1, Buffer.byteLength(whole, 'utf8'));
      decimals[number] = Math.max(decimals[number] ?? 0, typeof value === 'number' ? decimalsOf(written) : 0);
    }
  }
  const names = shortNames(fields.map(({ name }) => name));
  return fields.map(({ type }, number) => {
    const places = type === 'real' ? (decimals[number] ?? 0) : 0;
    const [width = 1] = widths.slice(number);
    return {
      name: names[number] ?? '',
      type,
      // All values of a column have as many decimals as the one that has most: of numbers, the width is that before the point.
      width: type === 'text' ? Math.min(TEXT_BYTES, width) : width + (places > 0 ? places + 1 : 0),
      decimals: places,
    };
  });
}

/** A value without an exponent, which few readers of .dbf take. */
function plain(value: string | number): string {
  const written = String(value);
  return typeof value === 'number' && written.includes('e') ? value.toFixed(15) : written;
}

const decimalsOf = (written: string): number => written.split('.')[1]?.length ?? 0;

/** Names cut to ten bytes, all different: `probability` becomes `probabilit`. */
export function shortNames(names: readonly string[]): string[] {
  const short: string[] = [];
  for (const name of names) {
    let next = name.slice(0, NAME_BYTES);
    for (let number = 1; short.includes(next); number++) {
      next = `${name.slice(0, NAME_BYTES - String(number).length)}${number}`;
    }
    short.push(next);
  }
  return short;
}

function header(columns: readonly Column[], records: number, recordBytes: number): Buffer {
  const bytes = Buffer.alloc(32 + 32 * columns.length + 1);
  const today = new Date();
  bytes.writeUInt8(0x03, 0);
  bytes.writeUInt8(today.getFullYear() - 1900, 1);
  bytes.writeUInt8(today.getMonth() + 1, 2);
  bytes.writeUInt8(today.getDate(), 3);
  bytes.writeUInt32LE(records, 4);
  bytes.writeUInt16LE(bytes.length, 8);
  bytes.writeUInt16LE(recordBytes, 10);
  for (const [number, { name, type, width, decimals }] of columns.entries()) {
    const at = 32 + 32 * number;
    bytes.write(name, at, 'ascii');
    bytes.write(type === 'text' ? 'C' : 'N', at + 11, 'ascii');
    bytes.writeUInt8(width, at + 16);
    bytes.writeUInt8(decimals, at + 17);
  }
  bytes.writeUInt8(0x0d, bytes.length - 1);
  return bytes;
}

function cell(value: string | number | null, { type, width, decimals }: Column): Buffer {
  if (type === 'text') return Buffer.from(cut(value === null ? '' : String(value), width), 'utf8');
  const written = value === null ? '*'.repeat(width) : Number(value).toFixed(decimals);
  return Buffer.from(written.padStart(width), 'ascii');
}

/** Text of at most so many bytes of UTF-8, whole characters only, with an ellipsis where some are left out. */
function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text, 'utf8') <= bytes) return text;
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(`${kept}${character}…`, 'utf8') > bytes) break;
    kept += character;
  }
  return `${kept}…`;
}
