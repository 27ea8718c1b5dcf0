import type { Copies, HeadModel } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { Random } from '../../../shared/statistics/random';
import { loadTensorflow } from '../backend';
import { alongComponents } from './alongComponents';
import { fitLibsvm, fitOnKernel, kernelOf, type SvmParameters } from './libsvm';
import { fitSigmoid } from '../../../shared/statistics/platt';
import { predictHead } from './predictHead';

/** Folds whose held-out decisions calibrate the probabilities, and may measure the head. */
const FOLDS = 5;

/** Samples whose kernel is computed once for all folds; that of more would take tens of megabytes. */
const KERNEL_MOST = 1024;

/** A labelled set and how to fit a support-vector machine on it. */
interface SvmProblem {
  /** [n x copies, size] the copies of a patch together */
  readonly embeddings: Float32Array;
  readonly copies: Copies;
  /** [n] 1 positive, 0 negative */
  readonly labels: Uint8Array;
  readonly size: number;
  readonly c: number;
  /** Null: 1 / (size x variance of all values), scikit-learn's "scale". */
  readonly gamma: number | null;
  /** Whether both classes have equal total weight, however many samples each has. */
  readonly balanced: boolean;
}

/** A problem with the folds of its cross-validation. */
interface FitRequest extends SvmProblem {
  readonly seed: number;
  /** [n] 0..4; undefined: both signs are spread evenly over five, by the seed. */
  readonly folds?: Uint8Array | undefined;
}

/**
 * Fits a head: a C-SVC with RBF kernel, and a sigmoid on cross-validated decisions for its probabilities. Where the folds leave too
 * few of a sign to hold out, they measure nothing, and the head is calibrated as without given ones.
 * @returns the head, and each patch's decision by a head that was fitted without its fold, [n]; NaN where none could be
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function fitSvm(request: FitRequest): Promise<{ head: HeadModel; heldOut: Float32Array }> {
  const svm = await svmOf(request);
  const { labels, seed, folds } = request;
  const spread = (): Float32Array => heldOutDecisions(request, svm, stratifiedFolds(labels, seed));
  if (folds === undefined) {
    const heldOut = spread();
    return { head: calibrated(request, svm, heldOut), heldOut };
  }
  const heldOut = heldOutDecisions(request, svm, folds);
  const measured = new Set(labels.filter((_, patch) => !Number.isNaN(heldOut[patch] ?? NaN)));
  return { head: calibrated(request, svm, measured.size === 2 ? heldOut : spread()), heldOut };
}

/**
 * Fits a head without calibrating it, which takes a sixth of the time.
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function fitUncalibrated(problem: SvmProblem): Promise<HeadModel> {
  const svm = await svmOf(problem);
  return svm([...problem.labels.keys()]);
}

/**
 * Fits a head on each of several parts of a set; nothing is calibrated. Large sets are fitted along their principal components
 * (`alongComponents`): that is enough for heads that only measure held-out areas.
 * @param request with the parts, [parts x n]: 1 where the head of a part is fitted on a patch
 * @returns a head per part; null where the part lacks a sign
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function fitParts(
  request: SvmProblem & { readonly parts: Uint8Array },
): Promise<(HeadModel | null)[]> {
  const svm = await svmOf(request, true);
  const { labels, parts } = request;
  return Array.from({ length: parts.length / labels.length }, (_, part) => {
    const learned = [...labels.keys()].filter((patch) => parts[part * labels.length + patch] === 1);
    return new Set(learned.map((patch) => labels[patch])).size < 2 ? null : svm(learned);
  });
}

/** The head fitted on all patches; the available held-out decisions give its sigmoid. */
function calibrated({ labels }: SvmProblem, svm: Fit, heldOut: Float32Array): HeadModel {
  const isThere = (_: number, patch: number): boolean => !Number.isNaN(heldOut[patch] ?? NaN);
  const { a, b } = fitSigmoid(heldOut.filter(isThere), labels.filter(isThere));
  return { ...svm([...labels.keys()]), plattA: a, plattB: b };
}

/** Each patch's decision by a head fitted without its fold; NaN where the other folds lack a sign. */
function heldOutDecisions(
  { embeddings, labels, copies, size }: SvmProblem,
  svm: Fit,
  folds: Uint8Array,
): Float32Array {
  const all = [...labels.keys()];
  const decisionsOfAll = new Float32Array(labels.length).fill(NaN);
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = all.filter((patch) => folds[patch] === fold);
    const rest = all.filter((patch) => folds[patch] !== fold);
    if (held.length === 0 || new Set(rest.map((patch) => labels[patch])).size < 2) continue;
    const width = copies * size;
    const rows = new Float32Array(held.length * width);
    for (const [index, patch] of held.entries()) {
      rows.set(embeddings.subarray(patch * width, (patch + 1) * width), index * width);
    }
    const { decisions } = predictHead(svm(rest), rows);
    for (const [index, patch] of held.entries()) decisionsOfAll[patch] = decisions[index] ?? NaN;
  }
  return decisionsOfAll;
}

/**
 * Decisions of a head that is fitted only for them: a sixth of the work, since nothing is calibrated.
 * @param request with the embeddings to decide on, [m x copies, size]
 * @returns [m]
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function svmDecisions(
  request: SvmProblem & { readonly testEmbeddings: Float32Array },
): Promise<Float32Array> {
  const svm = await svmOf(request);
  return predictHead(svm([...request.labels.keys()]), request.testEmbeddings).decisions;
}

/** A C-SVC fitted on some patches of a request; nothing is calibrated yet. */
type Fit = (patches: readonly number[]) => HeadModel;

/** @param rough whether large sets may be fitted along their principal components */
async function svmOf(request: SvmProblem, rough = false): Promise<Fit> {
  const { labels, size, copies, c } = request;
  const positives = labels.reduce((sum, label) => sum + label, 0);
  if (positives < 2 || labels.length - positives < 2) {
    throw new UserError('too-few-labels', 'A head needs at least two positive and two negative labels.');
  }
  const gamma = request.gamma ?? gammaScale(request.embeddings, size);
  const count = labels.length * copies;
  const isLarge = rough && count > KERNEL_MOST;
  if (isLarge) await loadTensorflow();
  const learned = isLarge
    ? alongComponents(request.embeddings, size)
    : { values: request.embeddings, width: size };
  const samples = Array.from({ length: count }, (_, row) =>
    Float64Array.from(learned.values.subarray(row * learned.width, (row + 1) * learned.width)),
  );
  const kernel = samples.length <= KERNEL_MOST ? kernelOf(samples, gamma) : null;
  return (patches) => {
    const rows = patches.flatMap((patch) =>
      Array.from({ length: copies }, (_, copy) => patch * copies + copy),
    );
    const some = Uint8Array.from(rows, (row) => labels[Math.floor(row / copies)] ?? 0);
    const parameters: SvmParameters = { c, gamma, weights: request.balanced ? balance(some) : null };
    const {
      rows: chosen,
      coefficients,
      rho,
    } = kernel === null
      ? fitLibsvm(
          rows.map((row) => samples[row] ?? new Float64Array(size)),
          some,
          parameters,
        )
      : fitOnKernel(kernel, rows, some, parameters);
    const vectors = new Float32Array(chosen.length * size);
    for (const [index, row] of chosen.entries()) {
      const at = (rows[row] ?? 0) * size;
      vectors.set(request.embeddings.subarray(at, at + size), index * size);
    }
    return {
      gamma,
      rho,
      vectors,
      coefficients: Float32Array.from(coefficients),
      size,
      copies,
      plattA: -1,
      plattB: 0,
    };
  };
}

/** scikit-learn's gamma="scale": 1 / (n_features x variance of X). */
export function gammaScale(embeddings: Float32Array, size: number): number {
  let sum = 0;
  let squares = 0;
  for (const value of embeddings) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / embeddings.length;
  const variance = squares / embeddings.length - mean * mean;
  return variance > 0 ? 1 / (size * variance) : 1;
}

/** scikit-learn's class_weight="balanced": n / (classes x samples of the class). */
function balance(labels: Uint8Array): [number, number] {
  const positives = labels.reduce((sum, label) => sum + label, 0);
  return [labels.length / (2 * (labels.length - positives)), labels.length / (2 * positives)];
}

/** A fold (0..4) for each sample, both signs spread evenly; without any one fold, both signs remain. */
function stratifiedFolds(labels: Uint8Array, seed: number): Uint8Array {
  const random = new Random(seed);
  const folds = new Uint8Array(labels.length);
  for (const sign of [0, 1]) {
    const rows = random.shuffle([...labels.keys()].filter((row) => labels[row] === sign));
    for (const [index, row] of rows.entries()) folds[row] = index % FOLDS;
  }
  return folds;
}
