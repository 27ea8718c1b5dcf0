import type { HeadModel } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import type { HeadKind } from '../../../shared/heads/headKinds';
import { Random } from '../../../shared/statistics/random';
import { fitSigmoid } from '../../../shared/statistics/platt';
import type { Fit, HeadProblem } from './headProblem';
import { logisticFit } from './logisticFit';
import { nearestFit } from './nearestFit';
import { predictHead } from './predictHead';
import { svmFit } from './svmFit';

/** Folds whose held-out decisions calibrate the probabilities, and may measure the head. */
const FOLDS = 5;

/** A problem with the folds of its cross-validation. */
interface FitRequest extends HeadProblem {
  readonly seed: number;
  /** [n] 0..4; undefined: both signs are spread evenly over five, by the seed. */
  readonly folds?: Uint8Array | undefined;
}

/** How a head of each kind is fitted. */
const fits: Readonly<Record<HeadKind, (problem: HeadProblem, rough: boolean) => Promise<Fit>>> = {
  svm: svmFit,
  logistic: logisticFit,
  nearest: nearestFit,
};

/**
 * How heads are fitted on patches of a problem.
 * @param rough whether it is enough for heads that only measure held-out areas
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export function fitOf(problem: HeadProblem, rough = false): Promise<Fit> {
  const positives = problem.labels.reduce((sum, label) => sum + label, 0);
  if (positives < 2 || problem.labels.length - positives < 2) {
    throw new UserError('too-few-labels', 'A head needs at least two positive and two negative labels.');
  }
  return fits[problem.kind ?? 'svm'](problem, rough);
}

/**
 * Fits a head of a problem's kind, and a sigmoid on cross-validated decisions for its probabilities. Where the folds leave too
 * few of a sign to hold out, they measure nothing, and the head is calibrated as without given ones.
 * @returns the head, and each patch's decision by a head that was fitted without its fold, [n]; NaN where none could be
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function fitSvm(request: FitRequest): Promise<{ head: HeadModel; heldOut: Float32Array }> {
  const fit = await fitOf(request);
  const { labels, seed, folds } = request;
  const spread = (): Float32Array => heldOutDecisions(request, fit, stratifiedFolds(labels, seed));
  if (folds === undefined) {
    const heldOut = spread();
    return { head: calibrated(request, fit, heldOut), heldOut };
  }
  const heldOut = heldOutDecisions(request, fit, folds);
  const measured = new Set(labels.filter((_, patch) => !Number.isNaN(heldOut[patch] ?? NaN)));
  return { head: calibrated(request, fit, measured.size === 2 ? heldOut : spread()), heldOut };
}

/**
 * Fits a head without calibrating it, which takes a sixth of the time.
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function fitUncalibrated(problem: HeadProblem): Promise<HeadModel> {
  const fit = await fitOf(problem);
  return fit([...problem.labels.keys()]);
}

/**
 * Fits a head on each of several parts of a set; nothing is calibrated. Large sets are fitted along their principal components
 * (`alongComponents`): that is enough for heads that only measure held-out areas.
 * @param request with the parts, [parts x n]: 1 where the head of a part is fitted on a patch
 * @returns a head per part; null where the part lacks a sign
 * @throws UserError `too-few-labels` when a sign has fewer than two samples
 */
export async function fitParts(
  request: HeadProblem & { readonly parts: Uint8Array },
): Promise<(HeadModel | null)[]> {
  const fit = await fitOf(request, true);
  const { labels, parts } = request;
  return Array.from({ length: parts.length / labels.length }, (_, part) => {
    const learned = [...labels.keys()].filter((patch) => parts[part * labels.length + patch] === 1);
    return new Set(learned.map((patch) => labels[patch])).size < 2 ? null : fit(learned);
  });
}

/** The head fitted on all patches; the available held-out decisions give its sigmoid. */
function calibrated({ labels }: HeadProblem, fit: Fit, heldOut: Float32Array): HeadModel {
  const isThere = (_: number, patch: number): boolean => !Number.isNaN(heldOut[patch] ?? NaN);
  const { a, b } = fitSigmoid(heldOut.filter(isThere), labels.filter(isThere));
  return { ...fit([...labels.keys()]), plattA: a, plattB: b };
}

/** Each patch's decision by a head fitted without its fold; NaN where the other folds lack a sign. */
function heldOutDecisions(
  { embeddings, labels, copies, size }: HeadProblem,
  fit: Fit,
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
    const { decisions } = predictHead(fit(rest), rows);
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
  request: HeadProblem & { readonly testEmbeddings: Float32Array },
): Promise<Float32Array> {
  const fit = await fitOf(request);
  return predictHead(fit([...request.labels.keys()]), request.testEmbeddings).decisions;
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
