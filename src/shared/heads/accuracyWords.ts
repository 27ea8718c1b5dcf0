import type { HeadMetrics } from '../contract/heads';
import { percent } from '../format';
import { balancedAccuracy } from '../statistics/metrics';

/** Balanced accuracy of answers that are guessed. */
const GUESSING = 0.5;

/** `44.0 % on labels and an equal number of random places, no better than guessing` */
export function accuracyWords(confusion: HeadMetrics['confusion']): string {
  const accuracy = balancedAccuracy(confusion);
  const guessed = accuracy !== null && accuracy <= GUESSING ? ', no better than guessing' : '';
  return `${percent(accuracy)} on labels and an equal number of random places${guessed}`;
}
