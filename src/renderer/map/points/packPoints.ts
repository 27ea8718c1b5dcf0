import { shapeForms, type ShapeForm } from '../../../shared/drawing/classShape';
import { rgbOf } from '../../../shared/drawing/colour';
import type { LabelClassInfo } from '../../../shared/contract/labels';
import { sortIntoBuckets, type Buckets } from './buckets';

/** How a class is marked: its colour, and a shape, so that colour is not its only sign. */
export interface ClassMark extends ShapeForm {
  /** r, g, b: 0 … 255 */
  readonly rgb: readonly [number, number, number];
}

const unknown: ClassMark = { rgb: [136, 136, 136], ...shapeForms.disc };

/** The marks of classes, in their order. */
export const classMarks = (classes: readonly LabelClassInfo[]): ClassMark[] =>
  classes.map(({ colour, shape }) => ({ rgb: rgbOf(colour), ...shapeForms[shape] }));

/** How a point is painted. */
export interface PointMark {
  /** Undefined: of a class that is not known, grey. */
  readonly mark: ClassMark | undefined;
  readonly hollow: boolean;
  /** Radius of the mark, pixels. */
  readonly radiusPx: number;
}

/** Places in map units (EPSG:3857), and their radii on the ground where they have one. */
export interface PackablePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly reach?: Float64Array;
}

/** What is painted: packed points sorted by squares of the map, and the numbers beside some of them. */
export interface PackedPoints {
  /** [n, POINT_BYTES]; places count from the buckets' south-west corner: Float32 has no room for whole map units. */
  readonly points: Uint8Array;
  readonly buckets: Buckets;
  /** The widest radius on the ground, map units; 0: no circles. */
  readonly mostReach: number;
  /** [glyphs, GLYPH_VALUES] */
  readonly counts: Float32Array;
}

/** Bytes of a packed point: x, y, reach as Float32; r, g, b, 255; corners, hollow, radius in eighths of a pixel, turned. */
export const POINT_BYTES = 20;

/**
 * Packs points as the graphics card reads them.
 * @param indices of the points that are painted; of those near each other the last lies on top
 */
export function packPoints(
  { x, y, reach }: PackablePoints,
  indices: Uint32Array,
  markOf: (index: number) => PointMark,
): PackedPoints {
  const { order, buckets } = sortIntoBuckets(x, y, indices);
  const points = new Uint8Array(indices.length * POINT_BYTES);
  const floats = new Float32Array(points.buffer);
  const { west: originX, south: originY } = buckets;
  let mostReach = 0;
  for (const [at, index] of order.entries()) {
    const { mark: { rgb, corners, turned, scale } = unknown, hollow, radiusPx } = markOf(index);
    const float = (at * POINT_BYTES) / 4;
    floats[float] = (x[index] ?? 0) - originX;
    floats[float + 1] = (y[index] ?? 0) - originY;
    floats[float + 2] = reach?.[index] ?? 0;
    mostReach = Math.max(mostReach, reach?.[index] ?? 0);
    const byte = at * POINT_BYTES + 12;
    points[byte] = rgb[0];
    points[byte + 1] = rgb[1];
    points[byte + 2] = rgb[2];
    points[byte + 3] = 255;
    points[byte + 4] = corners;
    points[byte + 5] = hollow ? 1 : 0;
    points[byte + 6] = Math.round(8 * scale * radiusPx);
    points[byte + 7] = turned ? 1 : 0;
  }
  return { points, buckets, mostReach, counts: new Float32Array() };
}
