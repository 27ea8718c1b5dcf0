import type { HeadMetrics } from '../contract/heads';

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
 * The mean of the shares of positives and of negatives that were told right: what telling one of the class from one random place
 * comes to, however many there are of each (Brodersen et al. 2010, ICPR, section 2). Null where there are none of one sign.
 */
export function balancedAccuracy({
  truePositive,
  falsePositive,
  trueNegative,
  falseNegative,
}: HeadMetrics['confusion']): number | null {
  const positives = ratio(truePositive, truePositive + falseNegative);
  const negatives = ratio(trueNegative, trueNegative + falsePositive);
  return positives === null || negatives === null ? null : (positives + negatives) / 2;
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
