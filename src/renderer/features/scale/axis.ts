import { metres } from '../../../shared/format';

/** Pixels that a label of the axis is wide, at most, and the gap between two. */
const CHARACTER_PX = 6;
const GAP_PX = 8;

/** Where a radius lies on the logarithmic axis, 0..1. */
export function shareOf(radiusM: number, radiiM: readonly number[]): number {
  const [finestM = radiusM] = radiiM;
  const widestM = radiiM.at(-1) ?? radiusM;
  return widestM > finestM ? Math.log(radiusM / finestM) / Math.log(widestM / finestM) : 0;
}

/** The radius nearest to a share of the axis. */
export function radiusAt(share: number, radiiM: readonly number[]): number | undefined {
  const offBy = (radiusM: number): number => Math.abs(shareOf(radiusM, radiiM) - share);
  return radiiM.reduce<number | undefined>(
    (best, radiusM) => (best === undefined || offBy(radiusM) < offBy(best) ? radiusM : best),
    undefined,
  );
}

/**
 * Radii that are labelled: the current one, and as many others as fit without touching, every second, fourth … from the
 * finest.
 * @param radiiM ascending
 * @param widthPx of the axis
 */
export function labelledRadii(radiiM: readonly number[], currentM: number, widthPx: number): number[] {
  const touch = (oneM: number, otherM: number): boolean => {
    const apart = Math.abs(shareOf(oneM, radiiM) - shareOf(otherM, radiiM)) * widthPx;
    return apart < (CHARACTER_PX * (metres(oneM).length + metres(otherM).length)) / 2 + GAP_PX;
  };
  for (let stride = 1; ; stride *= 2) {
    const some = radiiM.filter((_, index) => index % stride === 0);
    if (some.length > 1 && some.some((radiusM, index) => index > 0 && touch(some[index - 1] ?? 0, radiusM)))
      continue;
    return radiiM.filter(
      (radiusM) => radiusM === currentM || (some.includes(radiusM) && !touch(radiusM, currentM)),
    );
  }
}
