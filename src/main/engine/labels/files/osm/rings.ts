import { isInside } from '../../interiorPoint';
import type { Part } from '../feature';

/** A way that bounds an area, and on which side. */
export interface Boundary {
  readonly inner: boolean;
  /** x, y pairs of its nodes. */
  readonly coordinates: Float64Array;
}

/**
 * The polygons that ways bound ("Relation:multipolygon", OpenStreetMap wiki): ways are joined where they end at the same place, and
 * holes belong to the outline that they lie in.
 * @returns null where outlines are not closed, because an extract cut them off
 */
export function polygonsOf(boundaries: readonly Boundary[]): Part[] | null {
  const outer = ringsOf(boundaries.filter(({ inner }) => !inner));
  const inner = ringsOf(boundaries.filter((each) => each.inner));
  if (outer === null || outer.length === 0) return null;
  const polygons = outer.map((ring) => [ring]);
  // A hole that is not closed is ignored: the interior point may then lie in it.
  if (inner === null) return null;
  for (const hole of inner) {
    const around = polygons.find(([outline]) => isInside([outline ?? hole], hole[0] ?? NaN, hole[1] ?? NaN));
    (around ?? polygons[0])?.push(hole);
  }
  return polygons.map((rings) => ({ kind: 'polygon', rings }));
}

/** Whether a line ends where it starts and bounds an area. */
export const isClosed = (line: Float64Array): boolean =>
  line.length >= 8 && line[0] === line[line.length - 2] && line[1] === line[line.length - 1];

function ringsOf(ways: readonly Boundary[]): Float64Array[] | null {
  const rings: Float64Array[] = [];
  const open = ways.map(({ coordinates }) => coordinates).filter(({ length }) => length >= 4);
  const byEnd = new Map<string, Set<number>>();
  for (const [index, line] of open.entries()) {
    for (const end of endsOf(line)) byEnd.set(end, (byEnd.get(end) ?? new Set()).add(index));
  }
  const used = new Set<number>();
  for (const [index, line] of open.entries()) {
    if (used.has(index)) continue;
    used.add(index);
    const pieces = [line];
    const [start, firstEnd] = endsOf(line);
    let end = firstEnd;
    while (end !== start) {
      const next = [...(byEnd.get(end) ?? [])].find((each) => !used.has(each));
      const piece = next === undefined ? undefined : open[next];
      if (next === undefined || piece === undefined) return null;
      used.add(next);
      const [from, to] = endsOf(piece);
      pieces.push(from === end ? piece : reversed(piece));
      end = from === end ? to : from;
    }
    rings.push(joined(pieces));
  }
  return rings.every(isClosed) ? rings : null;
}

const endsOf = (line: Float64Array): readonly [string, string] => [
  `${line[0]} ${line[1]}`,
  `${line[line.length - 2]} ${line[line.length - 1]}`,
];

function reversed(line: Float64Array): Float64Array {
  const back = new Float64Array(line.length);
  for (let i = 0; i < line.length; i += 2) back.set(line.subarray(i, i + 2), line.length - i - 2);
  return back;
}

/** Pieces one after the other, where each starts at the end of the one before. */
function joined(pieces: readonly Float64Array[]): Float64Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length - 2, 2);
  const line = new Float64Array(length);
  let at = 0;
  for (const piece of pieces) {
    line.set(piece, at);
    at += piece.length - 2;
  }
  return line;
}
