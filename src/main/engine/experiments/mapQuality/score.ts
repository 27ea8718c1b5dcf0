import type { MapQualityResult } from '../../../../shared/mapQuality/mapQualityResult';
import {
  averagePrecision,
  bestF1,
  precisionAtRecalls,
  reliability,
  shownAt,
  type MapMeasure,
} from '../../../../shared/mapQuality/mapQuality';
import { matchDetections } from '../../../../shared/mapQuality/matching';
import type { Project } from '../../context';
import type { ScoredPlace } from '../../../terrain/geo/nearness';
import { thoseThatCount } from '../../labels/countedPlaces';
import type { TestArea } from './testArea';

type Row = MapQualityResult['classes'][number]['rows'][number];
type Draw = NonNullable<Row['draws']>[number][number];

/** Probabilities that detections are shown from. */
export const thresholds = [0.5, 0.8, 0.9];

/** Recalls of the curve: 0, 0.01 ... 1. */
const recalls = Array.from({ length: 101 }, (_, index) => index / 100);

/** A map compared with the known places. */
export interface Scored {
  readonly measure: MapMeasure;
  /** Metres from the detections that are known places to those places; null where there are none. */
  readonly medianErrorM: number | null;
}

/** Compares detected places with the known ones of the area; those on terrain that does not count are left out. */
export async function score(
  project: Project,
  places: readonly ScoredPlace[],
  area: TestArea,
): Promise<Scored> {
  const { known, radiusM, toleranceM, chance } = area;
  const counted = await project.useTerrain((terrain) => thoseThatCount(terrain, places, area));
  const { order, hits, distanceM } = matchDetections(counted, known, toleranceM);
  const scores = order.map((index) => counted[index]?.score ?? NaN);
  return {
    measure: { radiusM, toleranceM, known: known.length, scores, hits, chance },
    medianErrorM: median(distanceM.filter((_, index) => hits[index] === true)),
  };
}

/**
 * What the report says of a map.
 * @param head what the head that made it showed on its held-out terrain; undefined where scores are not probabilities
 */
export function drawOf({ measure, medianErrorM }: Scored, head: MapMeasure | null | undefined): Draw {
  const foretold =
    head === undefined || head === null
      ? null
      : thresholds.map((threshold) => shownAt(head, threshold).precision);
  return {
    averagePrecision: averagePrecision(measure),
    bestF1: bestF1(measure).f1,
    shown:
      head === undefined
        ? null
        : thresholds.map((threshold) => {
            const { shown, right } = shownAt(measure, threshold);
            return { shown, right };
          }),
    medianErrorM,
    foretold: foretold?.map((share) => share?.share ?? null) ?? null,
    foretoldBounds:
      foretold?.map((share) => (share === null ? null : { low: share.low, high: share.high })) ?? null,
  };
}

/** Precision at recalls 0, 0.01 ... 1, averaged over maps. */
export function meanCurve(measures: readonly MapMeasure[]): number[] {
  const curves = measures.map((measure) => precisionAtRecalls(measure, recalls));
  return recalls.map((_, at) => curves.reduce((sum, curve) => sum + (curve[at] ?? 0), 0) / curves.length);
}

/** The reliability diagram of several maps together, whose scores are probabilities. */
export const reliabilityOf = (measures: readonly MapMeasure[]): Row['reliability'] =>
  reliability({
    scores: measures.flatMap(({ scores }) => scores),
    hits: measures.flatMap(({ hits }) => hits),
  });

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
