import { bounds, ofHundred } from '../../../shared/mapQuality/mapClaims';
import type { SpotEstimate } from '../../../shared/mapQuality/spotCheck';

/**
 * What answers say of what is shown, for people: `82 % right (73 to 89), by 100 answers`, with what they cover where that is not
 * all that is shown.
 * @param threshold least probability that is shown
 */
export function spotSentence(
  { told, unsure, share, fromProbability }: SpotEstimate,
  threshold: number,
): string {
  const isPart = fromProbability > threshold;
  const from = isPart ? ` from ${fromProbability.toFixed(2)} on` : '';
  const isSure = share.low === share.high;
  return [
    isSure
      ? `${ofHundred(share.share)} % right${from}, all ${told} answered`
      : `${ofHundred(share.share)} % right (${bounds(share)})${from}, by ${told} answer${told === 1 ? '' : 's'}`,
    ...(isPart ? ['below it is not covered yet'] : []),
    ...(unsure === 0 ? [] : [`${unsure} could not be told`]),
  ].join('; ');
}
