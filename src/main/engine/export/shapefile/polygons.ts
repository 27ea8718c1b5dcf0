import type { Polygon } from '../areaPolygons';
import type { AreaShape } from '../located';
import { boxOf, type Shapes } from './shapes';

const POLYGON = 5;

/** Areas as shapes, which may have several outlines each: these are clockwise, and holes counterclockwise. */
export function polygonShapes(areas: readonly AreaShape[]): Shapes {
  const corners = areas.flatMap(({ polygons }) => polygons.flat(2));
  return {
    type: POLYGON,
    x: Float64Array.from(corners, ([x]) => x),
    y: Float64Array.from(corners, ([, y]) => y),
    *contents() {
      for (const { polygons } of areas) yield contentOf(polygons);
    },
  };
}

/** Type, box, number of rings and corners, the first corner of each ring, and all corners. */
function contentOf(polygons: readonly Polygon[]): Buffer {
  const rings = polygons.flat().map((ring) => [...ring].reverse());
  const corners = rings.flat();
  const content = Buffer.alloc(44 + 4 * rings.length + 16 * corners.length);
  content.writeInt32LE(POLYGON, 0);
  const box = boxOf(
    Float64Array.from(corners, ([x]) => x),
    Float64Array.from(corners, ([, y]) => y),
  );
  for (const [index, edge] of box.entries()) content.writeDoubleLE(edge, 4 + 8 * index);
  content.writeInt32LE(rings.length, 36);
  content.writeInt32LE(corners.length, 40);
  let first = 0;
  for (const [index, ring] of rings.entries()) {
    content.writeInt32LE(first, 44 + 4 * index);
    first += ring.length;
  }
  for (const [index, value] of corners.flat().entries())
    content.writeDoubleLE(value, 44 + 4 * rings.length + 8 * index);
  return content;
}
