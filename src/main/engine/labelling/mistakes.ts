import type { LikelyMistake } from '../../../shared/contract/labelling';
import type { ClassLabel } from './learningLabels';

/**
 * Labels that a head disagrees with, worst first. A label is judged by the head that was fitted without the spatial block that it
 * lies in, rather than without that label alone: along a river, or where one person labelled a slope in one go, the neighbours
 * share its patch and its mistake, and would confirm it. A label that a person has checked is not a mistake.
 * @param probabilities [n] that each label's place is of the class; NaN where it could not be judged
 */
export const likelyMistakes = (
  labels: readonly ClassLabel[],
  probabilities: ArrayLike<number>,
): LikelyMistake[] =>
  labels
    .flatMap(({ id, lonDeg, latDeg, positive, checked }, index) => {
      const probability = probabilities[index] ?? NaN;
      const disagrees = positive ? probability < 0.5 : probability > 0.5;
      return checked || !disagrees ? [] : [{ labelId: id, lonDeg, latDeg, positive, probability }];
    })
    .sort((a, b) => ownProbability(a) - ownProbability(b) || a.labelId - b.labelId);

/** The probability of the sign that the label has. */
const ownProbability = ({ positive, probability }: LikelyMistake): number =>
  positive ? probability : 1 - probability;
