import type { LabelCandidate } from '../../../shared/contract/labelling';
import { metres } from '../../../shared/format';

/** Why a candidate was chosen: `uncertain: 0.52 · unlike any label · 1.4 km from the nearest label`. */
export function queueReason({
  probability,
  uncertainty,
  diversity,
  labelDistanceM,
}: Pick<LabelCandidate, 'probability' | 'uncertainty' | 'diversity' | 'labelDistanceM'>): string {
  const sure = uncertainty >= 0.8 ? 'uncertain' : uncertainty >= 0.4 ? 'rather uncertain' : 'rather sure';
  const alike =
    diversity >= 0.5 ? 'unlike any label' : diversity >= 0.2 ? 'somewhat unlike the labels' : 'like a label';
  const away = labelDistanceM === null ? 'no label yet' : `${metres(labelDistanceM)} from the nearest label`;
  return `${sure}: ${probability.toFixed(2)} · ${alike} · ${away}`;
}

export const clickedReason = 'the place that you clicked';

/** `look-alike 3 of 20 · distance 0.212` */
export const hitReason = (hit: { readonly rank: number; readonly distance: number }, hits: number): string =>
  `look-alike ${hit.rank} of ${hits} · distance ${hit.distance.toFixed(3)}`;

/**
 * How much more one sign counts than the other with class weights, as scikit-learn's "balanced" has them: each weighs the
 * inverse of its number. Null where both are as many.
 */
export function weightWords(positives: number, negatives: number): string | null {
  if (positives === negatives || positives === 0 || negatives === 0) return null;
  const [rarer, times] =
    positives < negatives ? ['positives', negatives / positives] : ['negatives', positives / negatives];
  return `${rarer} count ${times.toFixed(1)} times`;
}
