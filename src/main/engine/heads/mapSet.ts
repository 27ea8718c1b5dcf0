import { boxContains } from '../../../shared/geo/lonLat';
import { Random } from '../../../shared/statistics/random';
import type { Terrain } from '../../terrain/terrain';
import {
  drawLocations,
  drawNegatives,
  pairsOf,
  type DrawnLocations,
  type Known,
  type LabelledLocations,
  type SetWanted,
} from './trainingSet';

/** Negatives that a head is trained on: how many per positive, and bounds of their number. */
const NEGATIVES_A_POSITIVE = 30;
const LEAST_NEGATIVES = 500;
const MOST_NEGATIVES = 3000;

/** The most labels of other classes, as a share of the other negatives: they add to these and do not replace them. */
const SHARE_OF_OTHERS = 0.5;

/** What the training set of a head for a map is drawn from, besides what `SetWanted` says. */
interface MapSetWanted extends SetWanted {
  /** Negatives in all, apart from the labels of other classes; undefined: by the number of positives. */
  readonly negatives?: number | undefined;
  /** Labels of classes that exclude this one (labels/exclusive.ts), [n, 2] lon, lat in degrees. */
  readonly others: Float64Array;
  /** Copies of each patch that are trained on: the more, the fewer negatives. */
  readonly copies: number;
}

/** What a head is trained on. */
export interface MapSet {
  /** Balanced, as it is measured. */
  readonly balanced: DrawnLocations;
  /** The same and more negatives after them: terrain has far more places that are not of the class. */
  readonly whole: LabelledLocations;
}

/**
 * Labelled locations in the mixture that a map has: positives as `drawLocations` draws them, every negative labelled by hand, and
 * random negatives, 30 per positive, at least 500 and at most 3,000; then labels of classes that exclude this one. Reproducible
 * from the seed.
 * @throws UserError `too-few-labels` saying how many there are
 */
export async function drawMapSet(terrain: Terrain, labels: Known, wanted: MapSetWanted): Promise<MapSet> {
  const balanced = await drawLocations(terrain, labels, wanted);
  const random = new Random(2 ** 32 + wanted.seed);
  const drawn = pairsOf(balanced.locations);
  const positives = balanced.labels.reduce((sum, label) => sum + label, 0);
  const taken = new Set(drawn.map(String));
  const inside = (lon: number, lat: number): boolean =>
    (wanted.box === undefined || boxContains(wanted.box, lon, lat)) &&
    (wanted.outside === undefined || !boxContains(wanted.outside, lon, lat));
  const usable = async (pairs: Float64Array): Promise<(readonly [number, number])[]> => {
    const near = pairsOf(pairs).filter((pair) => inside(...pair) && !taken.has(String(pair)));
    const { valid } = await terrain.samplePatches(Float64Array.from(near.flat()), wanted.radiusM);
    return near.filter((_, index) => valid[index] === 1);
  };
  const isHeld = (lon: number, lat: number): boolean => labels.holds?.(lon, lat) === true;
  const byHand = await usable(labels.negatives);
  const count =
    wanted.negatives ??
    Math.min(MOST_NEGATIVES, Math.max(LEAST_NEGATIVES, NEGATIVES_A_POSITIVE * positives)) / wanted.copies;
  const missing = Math.max(0, Math.round(count) - (drawn.length - positives) - byHand.length);
  const further = await drawNegatives(terrain, labels.positives, {
    ...wanted,
    count: missing,
    inside: (lon, lat) => inside(lon, lat) && !isHeld(lon, lat),
    seed: random.nextInt(2 ** 31),
  });
  const others = random
    .shuffle((await usable(wanted.others)).filter((pair) => !isHeld(...pair)))
    .slice(0, Math.round(SHARE_OF_OTHERS * count));
  const negatives = [...byHand, ...pairsOf(further), ...others];
  return {
    balanced,
    whole: {
      locations: Float64Array.from([...balanced.locations, ...negatives.flat()]),
      labels: Uint8Array.from([...balanced.labels, ...negatives.map(() => 0)]),
    },
  };
}
