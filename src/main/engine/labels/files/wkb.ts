import type { Part } from './feature';

/** The deepest nesting: collections of multipolygons have some. */
const DEPTH_MAX = 20;
/** Flags of a type's number in PostGIS's extended form. */
const [HAS_Z, HAS_M, HAS_SRID] = [0x80000000, 0x40000000, 0x20000000];

/**
 * The parts of a geometry in well-known binary, ISO's or PostGIS's extended form (OGC 06-103r4, section 8); elevations and
 * measures are skipped. Counts are checked against the available bytes.
 * @returns null for damaged data, or a type that no label has
 */
export function partsOfWkb(
  bytes: Uint8Array,
  start = 0,
): { readonly parts: Part[]; readonly srid: string | null } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = start;
  let srid: string | null = null;
  const has = (count: number): boolean => at + count <= bytes.length;
  const geometry = (depth: number): Part[] | null => {
    if (depth > DEPTH_MAX || !has(5)) return null;
    const little = view.getUint8(at) === 1;
    if (!little && view.getUint8(at) !== 0) return null;
    const flags = view.getUint32(at + 1, little);
    at += 5;
    const code = flags & 0x0fffffff;
    const type = code % 1000;
    const dimensions =
      2 +
      Number((flags & HAS_Z) !== 0 || (code >= 1000 && code < 2000) || code >= 3000) +
      Number((flags & HAS_M) !== 0 || code >= 2000);
    if ((flags & HAS_SRID) !== 0) {
      if (!has(4)) return null;
      srid = String(view.getUint32(at, little));
      at += 4;
    }
    const countOf = (itemBytes: number): number | null => {
      if (!has(4)) return null;
      const count = view.getUint32(at, little);
      at += 4;
      return has(count * itemBytes) ? count : null;
    };
    const position = (into: Float64Array, index: number): void => {
      into[2 * index] = view.getFloat64(at, little);
      into[2 * index + 1] = view.getFloat64(at + 8, little);
      at += 8 * dimensions;
    };
    const line = (): Float64Array | null => {
      const count = countOf(8 * dimensions);
      if (count === null) return null;
      const coordinates = new Float64Array(2 * count);
      for (let i = 0; i < count; i++) position(coordinates, i);
      return coordinates;
    };
    const many = (itemBytes: number, item: () => Part[] | null): Part[] | null => {
      const count = countOf(itemBytes);
      const parts: Part[] = [];
      for (let i = 0; i < (count ?? 0); i++) {
        const found = item();
        if (found === null) return null;
        for (const part of found) parts.push(part);
      }
      return count === null ? null : parts;
    };
    switch (type) {
      case 1: {
        if (!has(8 * dimensions)) return null;
        const coordinates = new Float64Array(2);
        position(coordinates, 0);
        // A point of NaN is an empty one.
        return coordinates.some(Number.isNaN) ? [] : [{ kind: 'point', coordinates }];
      }
      case 2: {
        const coordinates = line();
        if (coordinates === null) return null;
        if (coordinates.length === 0) return [];
        return [{ kind: coordinates.length === 2 ? 'point' : 'line', coordinates }];
      }
      case 3:
      case 17: {
        const rings: Float64Array[] = [];
        const read = many(4, () => {
          const ring = line();
          if (ring === null) return null;
          if (ring.length > 0) rings.push(ring);
          return [];
        });
        if (read === null) return null;
        return rings.length === 0 ? [] : [{ kind: 'polygon', rings }];
      }
      case 4:
      case 5:
      case 6:
      case 7:
      case 15:
      case 16:
        return many(5, () => geometry(depth + 1));
      default:
        return null;
    }
  };
  const parts = geometry(0);
  return parts === null || parts.some(isNotFinite) ? null : { parts, srid };
}

/** As `partsOfWkb`, of hexadecimal digits. */
export const partsOfHexWkb = (text: string): ReturnType<typeof partsOfWkb> =>
  partsOfWkb(Buffer.from(text, 'hex'));

const isNotFinite = (part: Part): boolean =>
  (part.kind === 'polygon' ? part.rings : [part.coordinates]).some(
    (line) => !line.every((value) => Number.isFinite(value)),
  );
