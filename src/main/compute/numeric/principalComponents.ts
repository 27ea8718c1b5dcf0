import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { tf, type Tensor2D } from '../backend';
import { Rows } from './rows';

/** The directions in which rows differ most. */
export interface PrincipalComponents {
  /** [width] mean of the rows */
  readonly mean: Float32Array;
  /** [width, count] orthonormal columns, that of the largest variance first */
  readonly basis: Float32Array;
  /** [count] variances along them */
  readonly variances: Float32Array;
  /** Variance of the rows in all directions together. */
  readonly totalVariance: number;
}

/** The first principal components of rows. TensorFlow must be loaded. */
export function principalComponents(rows: Rows, count: number): PrincipalComponents {
  const { width, size } = rows;
  const mean = new Float64Array(width);
  for (const piece of rows.pieces) {
    for (let i = 0; i < piece.length; i++)
      mean[i % width] = (mean[i % width] ?? 0) + (piece[i] ?? NaN) / size;
  }
  const middle = Float32Array.from(mean);
  const covariance = new Float64Array(width * width);
  for (const piece of rows.pieces) {
    const products = tf.tidy(() => {
      const centred = tf.sub<Tensor2D>(
        tf.tensor2d(piece, [piece.length / width, width]),
        tf.tensor1d(middle),
      );
      return tf.matMul(centred, centred, true, false);
    });
    products.dataSync<'float32'>().forEach((value, i) => {
      covariance[i] = (covariance[i] ?? 0) + value / size;
    });
    products.dispose();
  }
  const { eigenvectorMatrix: vectors, realEigenvalues } = new EigenvalueDecomposition(
    Matrix.from1DArray(width, width, covariance),
    { assumeSymmetric: true },
  );
  const columns = [...realEigenvalues.keys()]
    .sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0))
    .slice(0, count);
  const basis = new Float32Array(width * count);
  for (let row = 0; row < width; row++) {
    for (const [i, column] of columns.entries()) basis[row * count + i] = vectors.get(row, column);
  }
  return {
    mean: middle,
    basis,
    variances: Float32Array.from(columns, (column) => Math.max(0, realEigenvalues[column] ?? 0)),
    totalVariance: realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0),
  };
}

/** Rows along principal components: [n, count]. */
export function projected(rows: Rows, { mean, basis }: Pick<PrincipalComponents, 'mean' | 'basis'>): Rows {
  const { width } = rows;
  const count = basis.length / width;
  const scores = new Rows(count);
  for (const piece of rows.pieces) {
    const product = tf.tidy(() =>
      tf.matMul(
        tf.sub<Tensor2D>(tf.tensor2d(piece, [piece.length / width, width]), tf.tensor1d(mean)),
        tf.tensor2d(basis, [width, count]),
      ),
    );
    scores.add(product.dataSync<'float32'>());
    product.dispose();
  }
  return scores;
}
