import { bounds, ofHundred } from '../../../shared/mapClaims';
import type { SpotEstimate } from '../../../shared/spotCheck';

/**
 * What answers say of what is shown, for people: `82 % right (73 to 89), by 100 answers`, with what they cover where that is not
 * all that is shown.
 * @param threshold least probability that is shown
 */
export function spotSentence(
  { told, unsure, share, fromProbability }: SpotEstimate,
  threshold: number,
): string {
  const right = `${ofHundred(share.share)} % right`;
  const open = unsure === 0 ? '' : `; ${unsure} could not be told`;
  const covers =
    fromProbability > threshold
      ? ` for those from ${fromProbability.toFixed(2)} on, not yet for the rest`
      : '';
  if (share.low === share.high) return `${right}: all ${told} were answered${open}${covers}`;
  return `${right} (${bounds(share)}), by ${told} answer${told === 1 ? '' : 's'}${open}${covers}`;
}
