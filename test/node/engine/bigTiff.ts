import { readFileSync } from 'node:fs';
import { inflateSync } from 'node:zlib';

/** Bytes of a value of each field type (TIFF 6.0, section 2; LONG8 of BigTIFF). */
const BYTES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 12: 8, 16: 8 };

/** The first directory of a little-endian BigTIFF: numbers by tag, and its first tile inflated. */
export function readBigTiff(path: string): { tags: ReadonlyMap<number, number[]>; tile: Buffer } {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 2) !== 'II' || bytes.readUInt16LE(2) !== 43)
    throw new Error('It is no little-endian BigTIFF.');
  const at = Number(bytes.readBigUInt64LE(8));
  const tags = new Map<number, number[]>();
  for (let entry = 0; entry < Number(bytes.readBigUInt64LE(at)); entry++) {
    const from = at + 8 + 20 * entry;
    const type = bytes.readUInt16LE(from + 2);
    const count = Number(bytes.readBigUInt64LE(from + 4));
    const size = BYTES[type] ?? NaN;
    const start = count * size <= 8 ? from + 12 : Number(bytes.readBigUInt64LE(from + 12));
    const values = Array.from({ length: count }, (_, index) => {
      const place = start + index * size;
      if (type === 12) return bytes.readDoubleLE(place);
      return type === 16 ? Number(bytes.readBigUInt64LE(place)) : bytes.readUIntLE(place, size);
    });
    tags.set(bytes.readUInt16LE(from), values);
  }
  const [offset = 0] = tags.get(324) ?? [];
  const [length = 0] = tags.get(325) ?? [];
  return { tags, tile: inflateSync(bytes.subarray(offset, offset + length)) };
}
