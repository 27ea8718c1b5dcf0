// The asm.js build: unlike the WebAssembly one it is a single module, which can be bundled.
import libsvm from 'libsvm-js/asm';

/** The part of libsvm-js (BSD-3-Clause) that is used: libsvm itself, compiled to JavaScript. It has no types of its own. */
interface Svm {
  train(samples: Float64Array[], labels: number[]): void;
  /** Rows of the training set that became support vectors, in the model's order. */
  getSVIndices(): number[];
  /** The model in libsvm's own text format. */
  serializeModel(): string;
  free(): void;
}

type SvmConstructor = new (options: {
  type: string;
  kernel: string;
  gamma: number;
  cost: number;
  quiet: boolean;
  cacheSize: number;
  weight?: Record<number, number>;
}) => Svm;

const isConstructor = (value: unknown): value is SvmConstructor => typeof value === 'function';

/** Cache for rows of the kernel matrix, megabytes. */
const CACHE_MB = 200;

function loadLibsvm(): SvmConstructor {
  if (!isConstructor(libsvm)) throw new Error('libsvm-js does not export what is expected.');
  return libsvm;
}

/** A model that libsvm fitted. */
export interface Fitted {
  /** Rows of the training set that are support vectors. */
  readonly rows: number[];
  /** [rows] dual coefficients y_i alpha_i; positive ones pull towards label 1. */
  readonly coefficients: number[];
  /** decision(x) = sum_i coefficients_i K(x_i, x) - rho */
  readonly rho: number;
}

/** Parameters of a C-SVC with an RBF kernel. */
export interface SvmParameters {
  readonly c: number;
  readonly gamma: number;
  /** Factors on C for the labels 0 and 1; null for none. */
  readonly weights: readonly [number, number] | null;
}

/** The kernel exp(-gamma |x - y|^2) between all samples of a set. */
export interface Kernel {
  readonly size: number;
  /** [size, size] */
  readonly values: Float64Array;
}

/** libsvm's numbers for its kernels. */
const RBF = '2';
const PRECOMPUTED = '4';

/** The kernel matrix of samples, [n] rows of equal length. */
export function kernelOf(samples: readonly Float64Array[], gamma: number): Kernel {
  const size = samples.length;
  const values = new Float64Array(size * size);
  for (const [row, x] of samples.entries()) {
    for (const [column, y] of samples.slice(0, row + 1).entries()) {
      let squared = 0;
      for (let at = 0; at < x.length; at++) squared += ((x[at] ?? 0) - (y[at] ?? 0)) ** 2;
      values[row * size + column] = values[column * size + row] = Math.exp(-gamma * squared);
    }
  }
  return { size, values };
}

/**
 * Fits a C-SVC with the kernel exp(-gamma |x - y|^2) (Chang & Lin 2011, LIBSVM).
 * @param samples [n] rows
 * @param labels [n] 1 or 0, both present
 */
export const fitLibsvm = (
  samples: readonly Float64Array[],
  labels: Uint8Array,
  parameters: SvmParameters,
): Fitted =>
  solve(RBF, labels, parameters, (order) => order.map((row) => samples[row] ?? new Float64Array()));

/**
 * The same on some samples of a set whose kernel matrix is known: several fits on one set share nearly all of their work.
 * @param chosen [n] the samples to fit on; `rows` of the result count in them
 * @param labels [n] 1 or 0, both present
 */
export const fitOnKernel = (
  { size, values }: Kernel,
  chosen: readonly number[],
  labels: Uint8Array,
  parameters: SvmParameters,
): Fitted =>
  solve(PRECOMPUTED, labels, parameters, (order) =>
    // libsvm's README, "Precomputed Kernels": a serial number from 1, then the kernel with each sample.
    order.map((row, index) => {
      const sample = new Float64Array(order.length + 1);
      sample[0] = index + 1;
      const from = (chosen[row] ?? 0) * size;
      for (const [column, other] of order.entries())
        sample[column + 1] = values[from + (chosen[other] ?? 0)] ?? NaN;
      return sample;
    }),
  );

/** @param inOrder gives libsvm's samples in the order in which it is to read them */
function solve(
  kernel: string,
  labels: Uint8Array,
  { c, gamma, weights }: SvmParameters,
  inOrder: (order: readonly number[]) => Float64Array[],
): Fitted {
  const Svm = loadLibsvm();
  const svm = new Svm({
    type: '0',
    kernel,
    gamma,
    cost: c,
    quiet: true,
    cacheSize: CACHE_MB,
    ...(weights === null ? {} : { weight: { 0: weights[0], 1: weights[1] } }),
  });
  // The solver stops within a tolerance, so its result depends on the order: negatives first, as scikit-learn has it.
  const order = [0, 1].flatMap((label) => [...labels.keys()].filter((row) => labels[row] === label));
  try {
    svm.train(
      inOrder(order),
      order.map((row) => labels[row] ?? 0),
    );
    const rows = svm.getSVIndices().map((index) => order[index] ?? 0);
    return readModel(svm.serializeModel(), rows);
  } finally {
    svm.free();
  }
}

/** Reads coefficients and rho from libsvm's model text ("svm-train" in libsvm's README). */
function readModel(text: string, rows: number[]): Fitted {
  const [head = '', body = ''] = text.split('\nSV\n');
  const field = (name: string): string[] =>
    new RegExp(`^${name} (.*)$`, 'm').exec(head)?.[1]?.split(' ') ?? [];
  // Coefficients are positive for the label that libsvm read first.
  const sign = field('label')[0] === '1' ? 1 : -1;
  const coefficients = body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => sign * Number.parseFloat(line));
  const rho = sign * Number(field('rho')[0]);
  if (coefficients.length !== rows.length || !Number.isFinite(rho))
    throw new Error('libsvm returned a broken model.');
  return { rows, coefficients, rho };
}
