import { declutter, type Crowd } from './declutter';
import { packCounts } from './glyphs';
import { packPoints, type ClassMark, type PackedPoints } from './packPoints';

/** Radius of a point's mark, and of one that stands for others, pixels. */
const MARK_PX = 5.5;
const CLUSTER_PX = 7.5;

/**
 * Packs what is shown of a crowd at a resolution: the strongest where they would lie on top of each other, with the
 * number of those that they stand for.
 */
export function packCrowd(
  crowd: Crowd,
  isShown: (index: number) => boolean,
  markOf: (index: number) => ClassMark | undefined,
  resolution: number,
): PackedPoints {
  const { indices, counts } = declutter(crowd, isShown, resolution);
  // The strongest are painted last, and lie on top.
  indices.reverse();
  counts.reverse();
  const standsFor = new Map<number, number>();
  for (const [at, count] of counts.entries()) if (count > 1) standsFor.set(indices[at] ?? 0, count);
  const packed = packPoints(crowd, indices, (index) => ({
    mark: markOf(index),
    hollow: false,
    radiusPx: standsFor.has(index) ? CLUSTER_PX : MARK_PX,
  }));
  const numbers = Array.from(standsFor, ([index, count]) => ({
    x: crowd.x[index] ?? 0,
    y: crowd.y[index] ?? 0,
    count,
  }));
  const { west, south } = packed.buckets;
  return { ...packed, counts: packCounts(numbers, west, south, CLUSTER_PX - 2) };
}
