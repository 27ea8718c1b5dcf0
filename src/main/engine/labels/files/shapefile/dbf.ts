import type { ByteSource } from '../byteSource';
import type { Attributes } from '../feature';
import { textFrom } from '../text';

/** The header of a table, and its description of a column. */
const HEADER_BYTES = 32;
const FIELD_BYTES = 32;
/** Columns end here. */
const FIELDS_END = 0x0d;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** Code pages by the number that a table states ("language driver"), as far as they are decoded. */
const codePages: Readonly<Record<number, string>> = {
  0x03: 'windows-1252', 0x57: 'windows-1252', 0x59: 'windows-1252', 0x58: 'windows-1252', 0x13: 'shift_jis', 0x7b: 'shift_jis',
  0x26: 'ibm866', 0x65: 'ibm866', 0x4d: 'gbk', 0x7a: 'gbk', 0x4e: 'euc-kr', 0x79: 'euc-kr', 0x4f: 'big5', 0x78: 'big5',
  0xc8: 'windows-1250', 0xc9: 'windows-1251', 0xca: 'windows-1254', 0xcb: 'windows-1253', 0x7d: 'windows-1255',
  0x7e: 'windows-1256', 0x7c: 'windows-874',
}; // prettier-ignore

/** A decoder of bytes to text. */
type Decode = (bytes: Uint8Array) => string;

/**
 * The rows of a dBASE table, one at a time ("dBASE Table File Format (DBF)", Library of Congress fdd000325).
 * @param codePage as a .cpg file states it; null where there is none
 * @returns null after the last one; `undefined` for one that was deleted
 */
export function dbfRows(source: ByteSource, codePage: string | null): () => Attributes | null | undefined {
  source.rewind();
  const header = bytesFrom(source, HEADER_BYTES);
  if (header === null) return () => null;
  const view = new DataView(header.buffer);
  const [rows, headerBytes, rowBytes] = [
    view.getUint32(4, true),
    view.getUint16(8, true),
    view.getUint16(10, true),
  ];
  const described = bytesFrom(source, Math.max(0, headerBytes - HEADER_BYTES));
  if (described === null || rowBytes === 0) return () => null;
  const decode = decoderOf(codePage, view.getUint8(29));
  const fields: Field[] = [];
  let start = 1;
  for (let at = 0; at + FIELD_BYTES <= described.length && described[at] !== FIELDS_END; at += FIELD_BYTES) {
    const field = described.subarray(at, at + FIELD_BYTES);
    const end = field.indexOf(0);
    const length = field[16] ?? 0;
    const type = String.fromCharCode(field[11] ?? 0);
    fields.push({ name: decode(field.subarray(0, end === -1 || end > 11 ? 11 : end)), type, start, length });
    start += length;
  }
  let row = 0;
  return () => {
    if (row++ >= rows) return null;
    const bytes = bytesFrom(source, rowBytes);
    if (bytes === null) return null;
    if (bytes[0] === 0x2a) return undefined;
    return Object.fromEntries(
      fields.map(({ name, type, start: from, length }) => [
        name,
        valueOf(type, bytes.subarray(from, from + length), decode),
      ]),
    );
  };
}

/** The given number of bytes; null where they are cut short. */
export function bytesFrom(source: ByteSource, count: number): Uint8Array | null {
  const bytes = new Uint8Array(count);
  return source.read(bytes) === count ? bytes : null;
}

function valueOf(type: string, bytes: Uint8Array, decode: Decode): string | number | boolean | null {
  if (type === 'I' && bytes.length === 4)
    return new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
  if ((type === 'O' || type === 'B') && bytes.length === 8)
    return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
  const text = decode(bytes).replaceAll('\0', ' ').trim();
  if (type === 'L') return /^[YyTt]$/.test(text) ? true : /^[NnFf]$/.test(text) ? false : null;
  if (type === 'N' || type === 'F') {
    const number = Number(text);
    // Asterisks mark values that do not fit.
    return text === '' || !Number.isFinite(number) ? null : number;
  }
  return text === '' ? null : text;
}

function decoderOf(codePage: string | null, driver: number): Decode {
  const stated = codePage === null ? codePages[driver] : nameOf(codePage);
  if (stated === undefined) return textFrom;
  try {
    const decoder = new TextDecoder(stated);
    return (bytes) => decoder.decode(bytes);
  } catch {
    return textFrom;
  }
}

/** The name of an encoding as .cpg files state it: `UTF-8`, `1252`, `ANSI 1252`, `CP1252`, `88591`, `ISO 88591`. */
function nameOf(codePage: string): string {
  const text = codePage.trim().toLowerCase();
  const number = /(\d{3,5})$/.exec(text.replace(/[^a-z0-9]/g, ''))?.[1];
  if (/utf-?8|65001/.test(text)) return 'utf-8';
  if (number?.startsWith('8859') === true) return `iso-8859-${number.slice(4)}`;
  if (number !== undefined && /^125\d$/.test(number)) return `windows-${number}`;
  return (
    { '866': 'ibm866', '932': 'shift_jis', '936': 'gbk', '949': 'euc-kr', '950': 'big5' }[number ?? ''] ??
    text
  );
}
