import type { Part } from './feature';

/** The longest text of a geometry that is read. */
const TEXT_MAX = 16 * 1024 * 1024;
/** The deepest nesting: collections of multipolygons have some. */
const DEPTH_MAX = 20;

/**
 * The parts of a geometry in well-known text, with or without an SRID before it (OGC 06-103r4, section 7; PostGIS's EWKT);
 * elevations and measures are skipped.
 * @returns null for damaged data
 */
export function partsOfWkt(text: string): { readonly parts: Part[]; readonly srid: string | null } | null {
  if (text.length > TEXT_MAX) return null;
  const [, srid = null, body = ''] = /^\s*(?:SRID=(\d+);)?\s*([\s\S]*)$/i.exec(text) ?? [];
  const tokens = body.match(/[A-Za-z]+|[(),]|[-+\d.eE]+/g) ?? [];
  let at = 0;
  const geometry = (depth: number): Part[] | null => {
    const type = (tokens[at++] ?? '').toUpperCase();
    if (/^(?:Z|M|ZM)$/.test((tokens[at] ?? '').toUpperCase())) at++;
    if ((tokens[at] ?? '').toUpperCase() === 'EMPTY') return at++ >= 0 ? [] : null;
    const flat = type.replace(/(?<=[A-Z]{4})(?:Z|M|ZM)$/, '');
    switch (flat) {
      case 'POINT':
        return each(positions, (line) => [{ kind: 'point', coordinates: line }], false);
      case 'MULTIPOINT':
        return each(positions, pointsOf, false);
      case 'LINESTRING':
        return each(positions, lineOf, false);
      case 'MULTILINESTRING':
        return each(positions, lineOf, true);
      case 'POLYGON':
        return polygon();
      case 'MULTIPOLYGON':
        return list(() => polygon());
      case 'GEOMETRYCOLLECTION':
        return depth > DEPTH_MAX ? null : list(() => geometry(depth + 1));
      default:
        return null;
    }
  };
  const list = (item: () => Part[] | null): Part[] | null => {
    if (tokens[at++] !== '(') return null;
    const parts: Part[] = [];
    do {
      const found = item();
      if (found === null) return null;
      for (const part of found) parts.push(part);
    } while (tokens[at++] === ',');
    return tokens[at - 1] === ')' ? parts : null;
  };
  const each = (
    read: () => Float64Array | null,
    make: (line: Float64Array) => Part[],
    isList: boolean,
  ): Part[] | null => {
    const one = (): Part[] | null => {
      const line = read();
      return line === null ? null : make(line);
    };
    return isList ? list(one) : one();
  };
  const polygon = (): Part[] | null => {
    const rings: Float64Array[] = [];
    const parts = list(() => {
      const ring = positions();
      if (ring === null) return null;
      rings.push(ring);
      return [];
    });
    return parts === null ? null : [{ kind: 'polygon', rings }];
  };
  /** Positions in brackets, each perhaps in brackets of its own. */
  const positions = (): Float64Array | null => {
    if (tokens[at++] !== '(') return null;
    const values: number[] = [];
    do {
      const isBracketed = tokens[at] === '(';
      if (isBracketed) at++;
      const [x, y] = [Number(tokens[at] ?? NaN), Number(tokens[at + 1] ?? NaN)];
      if (!Number.isFinite(x) || !Number.isFinite(y)) return null;
      values.push(x, y);
      at += 2;
      while (/^[-+\d.eE]+$|^nan$/i.test(tokens[at] ?? '')) at++;
      if (isBracketed && tokens[at++] !== ')') return null;
    } while (tokens[at++] === ',');
    return tokens[at - 1] === ')' ? Float64Array.from(values) : null;
  };
  const parts = geometry(0);
  return parts === null || at !== tokens.length ? null : { parts, srid };
}

const lineOf = (coordinates: Float64Array): Part[] => [
  { kind: coordinates.length === 2 ? 'point' : 'line', coordinates },
];

const pointsOf = (line: Float64Array): Part[] =>
  Array.from({ length: line.length / 2 }, (_, i) => ({
    kind: 'point',
    coordinates: line.slice(2 * i, 2 * i + 2),
  }));
