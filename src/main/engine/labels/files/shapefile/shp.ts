import { isInside } from '../../interiorPoint';
import type { Part } from '../feature';

/** The kinds of shapes; those with elevations and measures are 10 and 20 above ("ESRI Shapefile Technical Description", 1998). */
const [NULL, POINT, LINE, POLYGON, POINTS] = [0, 1, 3, 5, 8];

/**
 * The parts of a shape. Elevations and measures, which follow the coordinates, are skipped. Counts are checked against the
 * available bytes.
 * @returns null for damaged data, or a kind that no label has
 */
export function partsOfShape(bytes: Uint8Array): Part[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4) return null;
  const number = view.getInt32(0, true);
  if (number === NULL) return [];
  const kind = number % 10;
  if (number > 28 || number < 0) return null;
  const pairsAt = (at: number, count: number): Float64Array | null => {
    if (count < 0 || at + 16 * count > bytes.length) return null;
    const pairs = new Float64Array(2 * count);
    for (let i = 0; i < pairs.length; i++) pairs[i] = view.getFloat64(at + 8 * i, true);
    return pairs.every((value) => Number.isFinite(value)) ? pairs : null;
  };
  if (kind === POINT) {
    const coordinates = pairsAt(4, 1);
    return coordinates === null ? null : [{ kind: 'point', coordinates }];
  }
  if (kind === POINTS) {
    if (bytes.length < 40) return null;
    const pairs = pairsAt(40, view.getInt32(36, true));
    if (pairs === null) return null;
    return Array.from({ length: pairs.length / 2 }, (_, i) => ({
      kind: 'point',
      coordinates: pairs.slice(2 * i, 2 * i + 2),
    }));
  }
  if ((kind !== LINE && kind !== POLYGON) || bytes.length < 44) return null;
  const [partCount, pointCount] = [view.getInt32(36, true), view.getInt32(40, true)];
  if (partCount < 0 || 44 + 4 * partCount > bytes.length) return null;
  const pairs = pairsAt(44 + 4 * partCount, pointCount);
  if (pairs === null) return null;
  const lines: Float64Array[] = [];
  for (let i = 0; i < partCount; i++) {
    const from = view.getInt32(44 + 4 * i, true);
    const to = i + 1 < partCount ? view.getInt32(48 + 4 * i, true) : pointCount;
    if (from < 0 || to < from || to > pointCount) return null;
    if (to > from) lines.push(pairs.slice(2 * from, 2 * to));
  }
  if (kind === POLYGON) return polygonsOf(lines);
  return lines.map((coordinates) => ({ kind: coordinates.length === 2 ? 'point' : 'line', coordinates }));
}

/** Outlines run clockwise and holes the other way; a hole belongs to the outline that it lies in. */
function polygonsOf(rings: readonly Float64Array[]): Part[] {
  const outlines = rings.filter((ring) => areaOf(ring) <= 0);
  const polygons = (outlines.length > 0 ? outlines : rings).map((ring) => [ring]);
  for (const hole of outlines.length > 0 ? rings.filter((ring) => areaOf(ring) > 0) : []) {
    const around = polygons.find(([outline]) => isInside([outline ?? hole], hole[0] ?? NaN, hole[1] ?? NaN));
    if (around === undefined) polygons.push([hole]);
    else around.push(hole);
  }
  return polygons.map((each) => ({ kind: 'polygon', rings: each }));
}

/** Twice the area of a ring, negative where it runs clockwise. */
function areaOf(ring: Float64Array): number {
  const [x0 = 0, y0 = 0] = ring;
  let sum = 0;
  for (let i = 0; i + 3 < ring.length; i += 2) {
    sum +=
      ((ring[i] ?? 0) - x0) * ((ring[i + 3] ?? 0) - y0) -
      ((ring[i + 2] ?? 0) - x0) * ((ring[i + 1] ?? 0) - y0);
  }
  return sum;
}
