import { criticalKinds, type CriticalKind } from '../../../shared/terrain/surroundings';
import type { Project } from '../context';
import type { LabelledLocations } from './trainingSet';

/** Places of each sign that are looked at. */
const MOST_OF_A_SIGN = 300;

/** A class stands at a kind of critical point where so many of its places do, and so many times as many as of the others. */
const LEAST_SHARE = 0.5;
const LEAST_TIMES = 2;

/**
 * The kind of critical point that a class stands at: the one that most of its places have within a quarter of the radius, where at
 * least half have it and at least twice the share of the negatives; null: none.
 */
export async function anchorOf(
  project: Project,
  { locations, labels }: LabelledLocations,
  radiusM: number,
  signal: AbortSignal,
): Promise<CriticalKind | null> {
  const sharesOf = async (sign: number): Promise<number[]> => {
    const rows = [...labels.keys()].filter((index) => labels[index] === sign).slice(0, MOST_OF_A_SIGN);
    const { anchors } = await project.compute.places.surroundings(
      {
        terrain: await project.terrainSources(),
        locations: Float64Array.from(
          rows.flatMap((index) => [...locations.subarray(2 * index, 2 * index + 2)]),
        ),
        radiusM,
      },
      signal,
    );
    return criticalKinds.map((_, kind) => {
      const there = rows.filter((__, at) => !Number.isNaN(anchors[2 * (at * criticalKinds.length + kind)]));
      return there.length / rows.length;
    });
  };
  return anchorByShares(await sharesOf(1), await sharesOf(0));
}

/** @param positives @param negatives shares of the places that have each of `criticalKinds` near, 0..1 */
export function anchorByShares(
  positives: readonly number[],
  negatives: readonly number[],
): CriticalKind | null {
  const highest = Math.max(...positives);
  const kind = positives.indexOf(highest);
  const isThere = highest >= LEAST_SHARE && highest >= LEAST_TIMES * (negatives[kind] ?? 0);
  return isThere ? (criticalKinds[kind] ?? null) : null;
}
