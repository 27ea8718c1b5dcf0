import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';

/** The quadratic z = xx x² + yy y² + xy xy + x x + y y + constant, x metres east and y metres north of a patch's middle. */
export interface Quadratic {
  /** per metre */
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
  /** metres per metre */
  readonly x: number;
  readonly y: number;
}

const REACH = (PATCH_SIZE - 1) / 2;

const sumOver = (value: (step: number) => number): number =>
  Array.from({ length: PATCH_SIZE }, (_, index) => value(index - REACH)).reduce((sum, term) => sum + term, 0);

/** Sums over one axis of a patch, in steps. */
const SQUARES = sumOver((step) => step ** 2);
const MEAN_SQUARE = SQUARES / PATCH_SIZE;
const BENDING = sumOver((step) => (step ** 2 - MEAN_SQUARE) ** 2);

/**
 * The quadratic nearest to a patch by least squares (Evans 1972, over a window of any size as in Wood 1996, "The
 * geomorphological characterisation of digital elevation models", section 4.2). Over a whole square the five terms, those
 * with squares less their mean, are orthogonal, so that each coefficient is one weighted sum.
 * @param patches [n, 289] metres
 * @param patch which of them; all coefficients are NaN where a value is
 * @param spacingM metres between samples
 */
export function quadraticOf(patches: Float32Array, patch: number, spacingM: number): Quadratic {
  let [xx, yy, xy, x, y] = [0, 0, 0, 0, 0];
  let at = patch * PATCH_VALUES;
  for (let north = REACH; north >= -REACH; north--) {
    for (let east = -REACH; east <= REACH; east++) {
      const height = patches[at++] ?? NaN;
      xx += (east * east - MEAN_SQUARE) * height;
      yy += (north * north - MEAN_SQUARE) * height;
      xy += east * north * height;
      x += east * height;
      y += north * height;
    }
  }
  return {
    xx: xx / (BENDING * PATCH_SIZE * spacingM ** 2),
    yy: yy / (BENDING * PATCH_SIZE * spacingM ** 2),
    xy: xy / (SQUARES ** 2 * spacingM ** 2),
    x: x / (SQUARES * PATCH_SIZE * spacingM),
    y: y / (SQUARES * PATCH_SIZE * spacingM),
  };
}

/**
 * The product of a quadratic's two principal second derivatives, the determinant of its Hessian, per square metre: negative
 * where it curves up one way and down the other.
 */
export const curvatureProduct = ({ xx, yy, xy }: Quadratic): number => 4 * xx * yy - xy * xy;

/** Metres from the middle to where a quadratic is level; Infinity or NaN where its curvature has no product. */
export const levelPointM = (curved: Quadratic): number => {
  const { xx, yy, xy, x, y } = curved;
  return Math.hypot(2 * yy * x - xy * y, 2 * xx * y - xy * x) / Math.abs(curvatureProduct(curved));
};
