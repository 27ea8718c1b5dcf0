import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';
import { leftOutOf, type LeftOut, type LeftOutReason } from '../../../shared/heads/leftOut';
import type { Terrain } from '../../terrain/terrain';
import type { ClassLabels } from '../labels/labels';

/** Positive labels of a class that a head can be trained on, and what became of the others. */
interface UsablePositives {
  /** [n, 2] lon, lat in degrees, in the order of the labels */
  readonly usable: Float64Array;
  readonly leftOut: LeftOut;
}

/** Sorts out which positive labels lie where they are wanted and have a whole patch. */
export async function usablePositives(
  terrain: Terrain,
  { positives, inNoneAreas = 0 }: Pick<ClassLabels, 'positives'> & Partial<ClassLabels>,
  {
    box,
    outside,
    radiusM,
  }: {
    readonly box?: LonLatBox | undefined;
    readonly outside?: LonLatBox | undefined;
    readonly radiusM: number;
  },
): Promise<UsablePositives> {
  const { valid } = await terrain.samplePatches(positives, radiusM);
  const elevationsM = await terrain.elevationsAt(positives);
  const counts: Partial<Record<LeftOutReason, number>> = { 'none-area': inNoneAreas };
  const usable: number[] = [];
  for (const [index, isWhole] of valid.entries()) {
    const [lonDeg = NaN, latDeg = NaN] = positives.subarray(2 * index);
    const reason =
      box !== undefined && !boxContains(box, lonDeg, latDeg)
        ? 'outside-box'
        : outside !== undefined && boxContains(outside, lonDeg, latDeg)
          ? 'test-area'
          : isWhole === 1
            ? null
            : Number.isNaN(elevationsM[index] ?? NaN)
              ? 'off-terrain'
              : 'no-patch';
    if (reason === null) usable.push(lonDeg, latDeg);
    else counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return { usable: Float64Array.from(usable), leftOut: leftOutOf(counts) };
}
