import type { RunInfo } from '../contract/detections';
import type { HeadInfo } from '../contract/heads';
import { metres, plural } from '../format';
import { shownAt, type MapMeasure } from './mapQuality';
import type { Share } from '../statistics/wilson';

/** How good a run's map is for one class at one radius. */
export interface MapClaim {
  readonly classId: string;
  readonly radiusM: number;
  /** On held-out terrain, by the head that made the map; null: not measured at this radius. */
  readonly measure: MapMeasure | null;
}

/** The parts of a run that claims are made from; heads by name, in the order of the classes. */
type Ran = Pick<RunInfo, 'classIds' | 'radiiM' | 'heads' | 'createdMs'>;

/** The claims of a run, by class, then by radius from the finest. Claims of heads that have since been removed have no measure. */
export function mapClaims(run: Ran, heads: readonly HeadInfo[]): MapClaim[] {
  return run.classIds.flatMap((classId, index) => {
    // A head that was made later may have got the name of one that was removed.
    const head = heads.find(({ name, createdMs }) => name === run.heads[index] && createdMs <= run.createdMs);
    return run.radiiM.map((radiusM) => ({
      classId,
      radiusM,
      measure: head?.map.find((measure) => measure.radiusM === radiusM) ?? null,
    }));
  });
}

/** Least lift over random places; a map with less is hardly better than chance. */
const LEAST_LIFT = 1.5;

/** Whether what is shown is hardly better than random places: by less than half as much again, or within the uncertainty. */
export function isHardlyBetter(measure: MapMeasure, threshold: number): boolean {
  const { precision, lift } = shownAt(measure, threshold);
  return precision !== null && (precision.low <= measure.chance || (lift !== null && lift < LEAST_LIFT));
}

/** A share of 100 places, whole. */
export const ofHundred = (share: number): number => Math.round(100 * share);

/** `60 to 79`: the bounds of a share, of 100 places. */
export const bounds = ({ low, high }: Share): string => `${ofHundred(low)} to ${ofHundred(high)}`;

/** A class's plural as a sentence begins with it. */
const opening = (name: string): string => plural(name.charAt(0).toUpperCase() + name.slice(1));

/** A note shown once beside all such figures. */
export const LOWER_BOUND = 'Lists of known places are never complete, so more may be right.';

/**
 * How good a map is from a threshold up, as a sentence: `Of 100 peaks shown at 240 m about 70 are known (60 to 79); 64 of 100 known
 * ones are shown (from 212 known places on held-out terrain).`
 * @param name of the class
 */
export function mapSentence(name: string, { radiusM, measure }: MapClaim, threshold: number): string {
  const many = plural(name.toLowerCase());
  const at = metres(radiusM);
  if (measure === null)
    return `${opening(name)} at ${at}: not measured on a map, so the accuracy is unknown.`;
  const { precision, recall } = shownAt(measure, threshold);
  const basis = `(from ${measure.known} known places on held-out terrain)`;
  if (recall === null)
    return `${opening(name)} at ${at}: none is known on the held-out terrain, so the accuracy is unknown.`;
  const found = `${ofHundred(recall.share)} of 100 known ones are shown`;
  if (precision === null)
    return `On held-out terrain no ${many} at ${at} reach ${threshold.toFixed(2)} ${basis}.`;
  return `Of 100 ${many} shown at ${at} about ${ofHundred(precision.share)} are known (${bounds(precision)}); ${found} ${basis}.`;
}

/** `From 0.80: 70 of 100 shown are known, 64 of 100 known are shown.`: a measure at its own radius, in short. */
export function shownWords(measure: MapMeasure, threshold: number): string {
  const { precision, recall } = shownAt(measure, threshold);
  const from = `From ${threshold.toFixed(2)}:`;
  if (precision === null || recall === null) return `${from} nothing is shown on held-out terrain.`;
  return `${from} ${ofHundred(precision.share)} of 100 shown are known, ${ofHundred(recall.share)} of 100 known are shown.`;
}

/** What to do about a map that is hardly better than random places. */
export const WHAT_HELPS =
  'What helps: labels in other parts of the terrain, negatives where the map is wrong, or another radius. Where known places lie ' +
  'on hatched terrain, nothing can be found: move Too flat to say to the left.';

/** `Saddles at 240 m are hardly better than random places, of which 9 of 100 have a known one within 240 m.` */
export const chanceSentence = (name: string, { radiusM, chance, toleranceM }: MapMeasure): string =>
  `${opening(name)} at ${metres(radiusM)} are hardly better than random places, of which ${ofHundred(chance)} of 100 ` +
  `have a known one within ${metres(toleranceM)}.`;

/** The expected quality for a class at a radius from a threshold up, as exported files state it. */
interface Expected {
  readonly class: string;
  readonly radius_m: number;
  /** Shares 0..1 of the shown that are known and of the known that are shown, with 95 % bounds; null: not measured. */
  readonly precision: Share | null;
  readonly recall: Share | null;
  /** Known places on held-out terrain that this is measured with, and the share of random places that have one near. */
  readonly known_places: number;
  readonly chance: number | null;
}

/** The expected quality of each claim from a threshold up. */
export const expectedOf = (claims: readonly MapClaim[], threshold: number): Expected[] =>
  claims.map(({ classId, radiusM, measure }) => {
    const shown = measure === null ? null : shownAt(measure, threshold);
    return {
      class: classId,
      radius_m: radiusM,
      precision: shown?.precision ?? null,
      recall: shown?.recall ?? null,
      known_places: measure?.known ?? 0,
      chance: measure?.chance ?? null,
    };
  });
