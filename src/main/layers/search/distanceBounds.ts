import type { LayerChunk, Rotation } from '../../../shared/contract/layerForm';
import { NEAR_AXES } from '../layer';

/**
 * What sums in float32 may be off by, as a share of the lengths that they are made of: axes are orthonormal to 1e-7, embeddings
 * agree between batches and machines to some 1e-6. It costs candidates, never hits, and few of them.
 */
export const SLACK = 1e-5;

/** The most that rounding to the nearest moves one value by, in scales: a half, and what float32 division rounds. */
const HALF = 0.5001;

/** An embedding that others are compared with, along a layer's axes. */
export interface RotatedQuery {
  /** [kept] its coordinates along the axes, from the layer's mean */
  readonly along: Float64Array;
  /** Its distance from the space of the axes. */
  readonly outside: number;
  /** What float32 may have lost of any distance to it, apart from what grows with that distance. */
  readonly slack: number;
}

/** Carries a query into the rotation of a layer. @param query [size] */
export function rotateQuery({ mean, axes }: Rotation, query: Float32Array): RotatedQuery {
  const size = mean.length;
  const rest = Float64Array.from(query, (value, i) => value - (mean[i] ?? NaN));
  const centred = Math.hypot(...rest);
  const along = new Float64Array(axes.length / size);
  for (let axis = 0; axis < along.length; axis++) {
    let sum = 0;
    for (let i = 0; i < size; i++)
      sum += (axes[axis * size + i] ?? NaN) * ((query[i] ?? NaN) - (mean[i] ?? NaN));
    along[axis] = sum;
    for (let i = 0; i < size; i++) rest[i] = (rest[i] ?? NaN) - sum * (axes[axis * size + i] ?? NaN);
  }
  return { along, outside: Math.hypot(...rest), slack: SLACK * (Math.hypot(...mean) + 2 * centred) };
}

/** The bounds of a distance. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Bounds of the Euclidean distance between a query q and the embedding x of a cell of which s v along the axes is stored, within
 * an error e.
 *
 * The axes span a space, and Pythagoras splits the distance: |q - x|^2 = |inside|^2 + |outside|^2.
 * - Inside, x lies at s v + r. Each value of v is the nearest to its coordinate, so |r| <= s sqrt(kept) / 2; r is a part of what e
 *   bounds, so |r| <= e: rho is the less of the two. With n = |q inside - s v|, inside lies within n +- rho.
 * - Outside, nothing of x is stored: what it has there is a part of what e bounds, so |x outside| <= e. With o = |q outside|,
 *   outside lies within o +- e.
 * Hence max(0, n - rho)^2 + max(0, o - e)^2 <= |q - x|^2 <= (n + rho)^2 + (o + e)^2.
 *
 * The stored point itself is sqrt(n^2 + o^2) from q, and x within e of it: by the triangle inequality the distance lies within e
 * of that as well, which is closer where n is small. Each bound is the better of the two. On polar embeddings the first leaves a
 * third of the candidates that the second alone leaves: most of e is what lies outside, across the direction to the query.
 */
function distanceBounds(
  { along, outside, slack }: RotatedQuery,
  { near, far, scale, error }: Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'>,
  cell: number,
): Bounds {
  const kept = along.length;
  const farAxes = kept - NEAR_AXES;
  const step = scale[cell] ?? NaN;
  const apart = error[cell] ?? NaN;
  let squared = 0;
  for (let axis = 0, at = cell * NEAR_AXES; axis < NEAR_AXES; axis++, at++) {
    const difference = (along[axis] ?? NaN) - step * (near[at] ?? NaN);
    squared += difference * difference;
  }
  for (let axis = NEAR_AXES, at = cell * farAxes; axis < kept; axis++, at++) {
    const difference = (along[axis] ?? NaN) - step * (far[at] ?? NaN);
    squared += difference * difference;
  }
  const inside = Math.sqrt(squared);
  const stored = Math.sqrt(squared + outside * outside);
  const lost = slack + SLACK * stored;
  const rounded = Math.min(apart, HALF * step * Math.sqrt(kept));
  const lower = Math.max(length(Math.max(0, inside - rounded), Math.max(0, outside - apart)), stored - apart);
  const upper = Math.min(length(inside + rounded, outside + apart), stored + apart);
  return { lower: Math.max(0, lower - lost), upper: upper + lost };
}

/** Math.hypot takes ten times as long, to handle ranges that do not occur here. */
const length = (a: number, b: number): number => Math.sqrt(a * a + b * b);

/** Bounds of the distance between a cell and the nearest of some queries. */
export function nearestBounds(
  queries: readonly RotatedQuery[],
  chunk: Pick<LayerChunk, 'near' | 'far' | 'scale' | 'error'>,
  cell: number,
): Bounds {
  let lower = Infinity;
  let upper = Infinity;
  for (const query of queries) {
    const bounds = distanceBounds(query, chunk, cell);
    lower = Math.min(lower, bounds.lower);
    upper = Math.min(upper, bounds.upper);
  }
  return { lower, upper };
}
