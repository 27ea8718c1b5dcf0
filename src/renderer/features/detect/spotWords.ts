import { bounds, ofHundred } from '../../../shared/mapQuality/mapClaims';
import type { SpotEstimate } from '../../../shared/mapQuality/spotCheck';

/**
 * What spot-check answers say of what is shown, in words: `82 % right (73 to 89), by 100 answers`, with what they cover where
 * that is not all that is shown.
 * @param threshold minimum probability that is shown
 */
export function spotSentence(
  { decided, unsure, share, fromProbability }: SpotEstimate,
  threshold: number,
): string {
  const isPart = fromProbability > threshold;
  const from = isPart ? ` from ${fromProbability.toFixed(2)} on` : '';
  const isSure = share.low === share.high;
  return [
    isSure
      ? `${ofHundred(share.share)} % right${from}, all ${decided} answered`
      : `${ofHundred(share.share)} % right (${bounds(share)})${from}, by ${decided} answer${decided === 1 ? '' : 's'}`,
    ...(isPart ? ['lower probabilities are not covered yet'] : []),
    ...(unsure === 0 ? [] : [`${unsure} could not be judged`]),
  ].join('; ');
}
