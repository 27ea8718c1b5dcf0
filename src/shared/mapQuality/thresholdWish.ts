import { z } from 'zod';
import { metres, plural } from '../format';
import type { MapClaim } from './mapClaims';
import { shownAt, thresholdForPrecision, thresholdForRecall, type MapMeasure } from './mapQuality';

/** What a map is to do: at least a share of what it shows is known, or of the known is shown. */
export const thresholdWish = z.union([
  z.object({ precision: z.number().min(0).max(1) }),
  z.object({ recall: z.number().min(0).max(1) }),
]);
export type ThresholdWish = z.infer<typeof thresholdWish>;

/** A claim that no threshold leads to the wish, and the best there is. */
interface Shortfall {
  readonly claim: MapClaim;
  readonly best: number;
  readonly threshold: number;
}

/** A threshold that fulfils a wish where it can be. */
export interface Aim {
  /** Null where nothing was measured. */
  readonly threshold: number | null;
  readonly short: readonly Shortfall[];
}

/** Fewer shown detections say nothing of a share: the very first one alone is right or wrong. */
const LEAST_SHOWN = 10;

type Measured = MapClaim & { readonly measure: MapMeasure };

/**
 * The threshold at which every claim that can fulfils the wish: the highest of those that precision needs, the lowest of those
 * that recall needs. Where none can, the one that is best for the first.
 */
export function aimAt(claims: readonly MapClaim[], wish: ThresholdWish): Aim {
  const wanted = (measure: MapMeasure): number | null => {
    if ('recall' in wish) return thresholdForRecall(measure, wish.recall);
    // The lowest of all that have the precision, which shows most.
    const threshold = thresholdForPrecision(measure, wish.precision);
    return threshold !== null && shownAt(measure, threshold).shown >= LEAST_SHOWN ? threshold : null;
  };
  const measured = claims.filter(
    (claim): claim is Measured => claim.measure !== null && claim.measure.scores.length > 0,
  );
  const reached = measured.flatMap(({ measure }) => wanted(measure) ?? []);
  const short = measured
    .filter(({ measure }) => wanted(measure) === null)
    .map((claim) => ({ claim, ...bestOf(claim.measure, wish) }));
  if (reached.length === 0) return { threshold: short[0]?.threshold ?? null, short };
  return { threshold: 'precision' in wish ? Math.max(...reached) : Math.min(...reached), short };
}

/** The highest share that a threshold gives, of precision where enough is shown to tell; of equals the lowest threshold, which shows most. */
function bestOf(measure: MapMeasure, wish: ThresholdWish): { best: number; threshold: number } {
  let best = { best: 0, threshold: measure.scores[0] ?? 1 };
  for (const threshold of new Set(measure.scores)) {
    const { shown, precision, recall } = shownAt(measure, threshold);
    if ('precision' in wish && shown < Math.min(LEAST_SHOWN, measure.scores.length)) continue;
    const share = ('precision' in wish ? precision : recall)?.share ?? 0;
    if (share > best.best || ('precision' in wish && share === best.best)) best = { best: share, threshold };
  }
  return best;
}

/** `No threshold finds 90 % of peaks at 240 m; the most is 84 %, from 0.05.` */
export function shortSentence(
  name: string,
  wish: ThresholdWish,
  { claim, best, threshold }: Shortfall,
): string {
  const what = `${plural(name.toLowerCase())} at ${metres(claim.radiusM)}`;
  const said = `${Math.floor(100 * best)} %, from ${threshold.toFixed(2)}`;
  return 'precision' in wish
    ? `No threshold makes ${Math.round(100 * wish.precision)} % of ${what} right; the best is ${said}.`
    : `No threshold finds ${Math.round(100 * wish.recall)} % of ${what}; the most is ${said}.`;
}
