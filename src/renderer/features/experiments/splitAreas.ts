import { leastLonDegreeM, type LonLatBox } from '../../../shared/geo/lonLat';
import { splitMarginM } from '../../../shared/terrain/patch';

/**
 * The terrain's west to train on and its east to test on.
 * @param radiusM largest radius of the patches: the two are far enough apart that no pixel is in patches of both
 * @param middleDeg longitude to split at, which is kept a quarter of the terrain away from its edges
 */
export function splitAreas(
  box: LonLatBox,
  radiusM: number,
  middleDeg: number,
): { train: LonLatBox; test: LonLatBox } {
  const quarterDeg = (box.eastDeg - box.westDeg) / 4;
  const middle = Math.min(box.eastDeg - quarterDeg, Math.max(box.westDeg + quarterDeg, middleDeg));
  const marginDeg = splitMarginM(radiusM) / leastLonDegreeM(box);
  // Narrow terrain must keep some width: the engine then says what is wrong.
  const half = Math.min(marginDeg, quarterDeg) / 2;
  return {
    train: { ...box, eastDeg: middle - half },
    test: { ...box, westDeg: middle + half },
  };
}
