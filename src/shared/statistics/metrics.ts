import type { HeadMetrics } from '../contract/heads';
import { wilson, type Share } from './wilson';

/**
 * How well decisions agree with labels: a location counts as yes where its decision is above zero.
 * Ratios without a denominator are null (no predicted or no true positives, or one class only for the AUC).
 * @param decisions [n] decision values; higher is more positive
 * @param labels [n] 1 positive, 0 negative
 */
export function binaryMetrics(decisions: Float32Array, labels: Uint8Array): Omit<HeadMetrics, 'heldOut'> {
  if (decisions.length !== labels.length) throw new RangeError('Decisions and labels differ in number.');
  const confusion = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  for (const [index, label] of labels.entries()) {
    const yes = (decisions[index] ?? 0) > 0;
    if (label === 1) confusion[yes ? 'truePositive' : 'falseNegative'] += 1;
    else confusion[yes ? 'falsePositive' : 'trueNegative'] += 1;
  }
  const { truePositive, falsePositive, trueNegative, falseNegative } = confusion;
  return {
    accuracy: ratio(truePositive + trueNegative, labels.length) ?? 0,
    precision: ratio(truePositive, truePositive + falsePositive),
    recall: ratio(truePositive, truePositive + falseNegative),
    f1: ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
    auc: areaUnderCurve(decisions, labels),
    confusion,
  };
}

/**
 * Balanced accuracy: the mean of the shares of positives and of negatives that are classified correctly, independent of how many
 * there are of each (Brodersen et al. 2010, ICPR, section 2). Null where one sign is missing.
 */
export const balancedAccuracy = (confusion: HeadMetrics['confusion']): number | null =>
  balancedAccuracyShare(confusion)?.share ?? null;

/**
 * Balanced accuracy with its 95 % confidence interval, from the score intervals of both shares by MOVER (Zou & Donner 2008,
 * Statistics in Medicine 27:1693-1702). It takes places as independent: neighbours are not, so the truth may lie outside more often.
 */
export function balancedAccuracyShare({
  truePositive,
  falsePositive,
  trueNegative,
  falseNegative,
}: HeadMetrics['confusion']): Share | null {
  const positives = wilson(truePositive, truePositive + falseNegative);
  const negatives = wilson(trueNegative, trueNegative + falsePositive);
  if (positives === null || negatives === null) return null;
  const share = (positives.share + negatives.share) / 2;
  const below = Math.hypot(positives.share - positives.low, negatives.share - negatives.low) / 2;
  const above = Math.hypot(positives.high - positives.share, negatives.high - negatives.share) / 2;
  return { share, low: share - below, high: share + above };
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/**
 * Area under the ROC curve as the Mann-Whitney statistic: the share of positive-negative pairs in the right order, ties
 * counting half (Hanley & McNeil 1982, Radiology 143:29-36).
 */
function areaUnderCurve(decisions: Float32Array, labels: Uint8Array): number | null {
  const order = Array.from(decisions.keys()).sort((a, b) => (decisions[a] ?? 0) - (decisions[b] ?? 0));
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && decisions[order[end] ?? 0] === decisions[order[start] ?? 0]) end += 1;
    const rank = (start + 1 + end) / 2;
    for (const index of order.slice(start, end)) {
      if (labels[index] !== 1) continue;
      positives += 1;
      rankSum += rank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
