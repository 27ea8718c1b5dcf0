import { UserError } from '../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';
import { negativeDistanceM } from '../../../shared/terrain/patch';
import { Random } from '../../../shared/statistics/random';
import { anyNearer } from '../../terrain/geo/distance';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import type { Terrain } from '../../terrain/terrain';
import type { FlatGround } from '../../layers/maps/flatCells';
import type { ClassLabels } from '../labels/labels';
import { leftOutOf, type LeftOut } from '../../../shared/heads/leftOut';
import { usablePositives } from './usablePositives';

/** Locations with their signs. */
export interface LabelledLocations {
  /** [n, 2] lon, lat in degrees */
  readonly locations: Float64Array;
  /** [n] 1 positive, 0 negative */
  readonly labels: Uint8Array;
}

/** Labelled locations that were drawn from labels, and what became of the positive labels that are not among them. */
export interface DrawnLocations extends LabelledLocations {
  readonly leftOut: LeftOut;
}

/** What is known of a class; `holds` says which locations lie in an area of the class, so that no negative is drawn there. */
export type Known = Pick<ClassLabels, 'positives' | 'negatives'> & Partial<ClassLabels>;

/** What a set of labelled locations is drawn from. */
export interface SetWanted {
  readonly className: string;
  readonly radiusM: number;
  /** Where locations must lie; undefined: anywhere. */
  readonly box: LonLatBox | undefined;
  /** Where they must not lie. */
  readonly outside: LonLatBox | undefined;
  /** Locations in all, half of them positive; undefined: every positive and as many negatives. */
  readonly size: number | undefined;
  readonly seed: number;
  /** Relief below which the patch of a random negative is too flat, metres. */
  readonly leastReliefM?: FlatGround['leastReliefM'];
}

/** The least number of each sign that a head can be fitted or tested on. */
export const LEAST = 2;

/**
 * Positives from labels with whole patches, and as many negatives: those labelled by hand first, then random locations
 * that keep their distance from every known positive. Reproducible from the seed.
 * @throws UserError `too-few-labels` saying how many there are
 */
export async function drawLocations(
  terrain: Terrain,
  labels: Known,
  wanted: SetWanted,
): Promise<DrawnLocations> {
  const random = new Random(wanted.seed);
  const inside = (lon: number, lat: number): boolean =>
    (wanted.box === undefined || boxContains(wanted.box, lon, lat)) &&
    (wanted.outside === undefined || !boxContains(wanted.outside, lon, lat));
  const usable = async (pairs: Float64Array): Promise<[number, number][]> => {
    const { valid } = await terrain.samplePatches(pairs, wanted.radiusM);
    return pairsOf(pairs).filter(([lon, lat], index) => valid[index] === 1 && inside(lon, lat));
  };
  const half = wanted.size === undefined ? Infinity : Math.floor(wanted.size / 2);
  const found = await usablePositives(terrain, labels, wanted);
  const positives = random.shuffle(pairsOf(found.usable)).slice(0, half);
  if (positives.length < LEAST) {
    throw new UserError(
      'too-few-labels',
      `${wanted.className} has ${positives.length} positive labels with whole patches of ${wanted.radiusM} m on this ` +
        `terrain; at least ${LEAST} are needed. Label or import more, or choose a smaller radius.`,
    );
  }
  const negatives = random.shuffle(await usable(labels.negatives)).slice(0, positives.length);
  const drawn = await drawNegatives(terrain, labels.positives, {
    ...wanted,
    count: positives.length - negatives.length,
    inside: (lon, lat) => inside(lon, lat) && labels.holds?.(lon, lat) !== true,
    seed: random.nextInt(2 ** 31),
  });
  negatives.push(...pairsOf(drawn));
  return {
    locations: Float64Array.from([...positives, ...negatives].flat()),
    labels: Uint8Array.from([...positives.map(() => 1), ...negatives.map(() => 0)]),
    leftOut: [...found.leftOut, ...leftOutOf({ 'train-size': found.usable.length / 2 - positives.length })],
  };
}

/**
 * Random locations with whole patches that keep their distance from every known positive; the same for equal seeds.
 * @param positives every known one of the class, [n, 2] lon, lat in degrees
 * @param wanted `inside` says where they may lie, besides in the box; where nearly all of that is too flat, they may be flat
 * @returns [count, 2] lon, lat in degrees
 * @throws UserError `too-few-labels` where hardly any terrain is left
 */
export async function drawNegatives(
  terrain: Terrain,
  positives: Float64Array,
  wanted: Pick<SetWanted, 'className' | 'radiusM' | 'box' | 'seed' | 'leastReliefM'> & {
    readonly count: number;
    readonly inside: (lonDeg: number, latDeg: number) => boolean;
  },
): Promise<Float64Array> {
  const { className, radiusM, box, seed, count, inside, leastReliefM } = wanted;
  const known = pairsOf(positives);
  const keepM = negativeDistanceM(radiusM);
  const fair = (lonDeg: number, latDeg: number): boolean =>
    inside(lonDeg, latDeg) && !anyNearer(known, lonDeg, latDeg, keepM);
  const isNowhere = (error: unknown): boolean =>
    error instanceof UserError && error.code === 'outside-terrain';
  try {
    return await terrain
      .randomLocations(count, radiusM, seed, box, fair, leastReliefM)
      .catch((error: unknown) => {
        if (leastReliefM === undefined || !isNowhere(error)) throw error;
        return terrain.randomLocations(count, radiusM, seed, box, fair);
      });
  } catch (error) {
    if (!isNowhere(error)) throw error;
    throw new UserError(
      'too-few-labels',
      `Too little terrain with whole patches of ${radiusM} m lies at least ${keepM} m away from every ` +
        `${className.toLowerCase()}. Choose a larger area.`,
      { cause: error },
    );
  }
}

/** Pairs of numbers, one after another. */
export const pairsOf = (pairs: Float64Array): [number, number][] =>
  Array.from({ length: pairs.length / 2 }, (_, i) => [pairs[2 * i] ?? 0, pairs[2 * i + 1] ?? 0]);

/** Folds of a cross-validation. */
export const FOLDS = 5;

/**
 * The fold (0..4) of each location: whole spatial blocks go to one fold, so that neighbours are not split.
 * @param blockM edge of a block in metres
 */
export function foldByBlocks(locations: Float64Array, blockM: number, seed: number): Uint8Array {
  const random = new Random(seed);
  const folds = new Map<string, number>();
  const counts = new Float64Array(FOLDS);
  return Uint8Array.from(pairsOf(locations), ([lon, lat]) => {
    const row = Math.floor((lat * metresPerDegreeLat(lat)) / blockM);
    const rowLatDeg = (row * blockM) / metresPerDegreeLat(lat);
    const key = `${row} ${Math.floor((lon * metresPerDegreeLon(rowLatDeg)) / blockM)}`;
    let fold = folds.get(key);
    if (fold === undefined) {
      const least = Math.min(...counts);
      const free = [...counts.keys()].filter((index) => counts[index] === least);
      fold = free[random.nextInt(free.length)] ?? 0;
      folds.set(key, fold);
    }
    counts[fold] = (counts[fold] ?? 0) + 1;
    return fold;
  });
}
