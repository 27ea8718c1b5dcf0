import type { Profile } from '../../../shared/contract/terrain';

/** Figures of a profile; metres and degrees, null where no two neighbouring places have data. */
export interface ProfileFacts {
  readonly lengthM: number;
  readonly lowestM: number | null;
  readonly highestM: number | null;
  /** All ups, and all downs, from place to place. */
  readonly gainM: number;
  readonly lossM: number;
  /** Mean of the slopes without their sign, each as wide as it is long; and the steepest one. */
  readonly meanSlopeDeg: number | null;
  readonly steepestDeg: number | null;
}

const degrees = (riseM: number, runM: number): number => (Math.atan2(riseM, runM) * 180) / Math.PI;

/** Sums a profile up; across gaps nothing is counted. */
export function profileFacts({ distanceM, elevationM }: Profile): ProfileFacts {
  const known = elevationM.filter((value) => !Number.isNaN(value));
  let [gainM, lossM, runM, climbM, steepestDeg] = [0, 0, 0, 0, 0];
  for (let index = 1; index < elevationM.length; index++) {
    const stepM = (distanceM[index] ?? NaN) - (distanceM[index - 1] ?? NaN);
    const riseM = (elevationM[index] ?? NaN) - (elevationM[index - 1] ?? NaN);
    if (Number.isNaN(riseM) || !(stepM > 0)) continue;
    if (riseM > 0) gainM += riseM;
    else lossM -= riseM;
    runM += stepM;
    climbM += stepM * degrees(Math.abs(riseM), stepM);
    steepestDeg = Math.max(steepestDeg, degrees(Math.abs(riseM), stepM));
  }
  return {
    lengthM: distanceM.at(-1) ?? 0,
    lowestM: known.length === 0 ? null : known.reduce((least, value) => Math.min(least, value)),
    highestM: known.length === 0 ? null : known.reduce((most, value) => Math.max(most, value)),
    gainM,
    lossM,
    meanSlopeDeg: runM === 0 ? null : climbM / runM,
    steepestDeg: runM === 0 ? null : steepestDeg,
  };
}

/** Slope at a place of a profile between its neighbours, degrees, above 0 where it climbs; null beside a gap. */
export function slopeAtDeg({ distanceM, elevationM }: Profile, index: number): number | null {
  const before = Math.max(0, index - 1);
  const after = Math.min(distanceM.length - 1, index + 1);
  const riseM = (elevationM[after] ?? NaN) - (elevationM[before] ?? NaN);
  const runM = (distanceM[after] ?? NaN) - (distanceM[before] ?? NaN);
  return Number.isNaN(riseM) || !(runM > 0) ? null : degrees(riseM, runM);
}
