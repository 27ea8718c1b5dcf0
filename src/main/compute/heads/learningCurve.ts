import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { balancedAccuracy, binaryMetrics } from '../../../shared/statistics/metrics';
import { Random } from '../../../shared/statistics/random';
import { fitOf } from './fitSvm';
import { joinRows, rowsOfPatches, type HeadProblem } from './headProblem';
import { predictHead } from './predictHead';

/** Folds of each draw. */
const FOLDS = 5;

/** What heads are fitted on, and how much of it. */
interface CurveRequest extends HeadProblem {
  readonly seed: number;
  readonly shares: readonly number[];
  /** [draws, n] 0..4 */
  readonly folds: Uint8Array;
  /** [n] */
  readonly always: Uint8Array;
}

/**
 * Balanced accuracies on a held-out fold, the next one in each draw, of heads fitted on random parts of the rest; a larger part holds
 * the smaller ones, so that only the number of labels differs. As many of each sign are taken as the share says.
 * @returns as the contract has it
 * @throws UserError `cancelled` when the signal fires, `too-few-labels` when a sign has fewer than two samples
 */
export async function learningCurve(
  request: CurveRequest,
  signal: AbortSignal,
): Promise<{ accuracies: Float32Array; learned: Float32Array }> {
  const { labels, shares, folds, always, seed } = request;
  const fit = await fitOf(request, true);
  const random = new Random(seed);
  const draws = folds.length / labels.length;
  const all = [...labels.keys()];
  const counted = all.filter((patch) => always[patch] === 0).length;
  const accuracies = new Float32Array(draws * shares.length).fill(NaN);
  const learned = new Float32Array(shares.length);
  for (let draw = 0; draw < draws; draw++) {
    const isHeld = (patch: number): boolean => folds[draw * labels.length + patch] === draw % FOLDS;
    const held = all.filter(isHeld);
    const rest = all.filter((patch) => !isHeld(patch));
    const there = rest.filter((patch) => always[patch] === 1);
    const signs = [0, 1].map((sign) =>
      random.shuffle(rest.filter((patch) => always[patch] === 0 && labels[patch] === sign)),
    );
    const embeddings = joinRows(request, rowsOfPatches(request, held).rows);
    const heldLabels = Uint8Array.from(held, (patch) => labels[patch] ?? 0);
    for (const [at, share] of shares.entries()) {
      const part = signs.flatMap((sign) => sign.slice(0, Math.round(share * sign.length)));
      learned[at] = (learned[at] ?? 0) + part.length / counted / draws;
      const patches = [...there, ...part];
      const positives = patches.filter((patch) => labels[patch] === 1).length;
      if (Math.min(positives, patches.length - positives) < 2 || new Set(heldLabels).size < 2) continue;
      await nextTurn();
      throwIfAborted(signal);
      const { decisions } = predictHead(fit(patches), embeddings);
      accuracies[draw * shares.length + at] =
        balancedAccuracy(binaryMetrics(decisions, heldLabels).confusion) ?? NaN;
    }
  }
  return { accuracies, learned };
}
