import { expect, test } from 'vitest';
import { profileFacts, slopeAtDeg } from '../../../src/renderer/features/profile/facts';

const profile = (steps: readonly (readonly [distanceM: number, elevationM: number])[]) => ({
  distanceM: Float64Array.from(steps, ([distanceM]) => distanceM),
  lonLat: new Float64Array(2 * steps.length),
  elevationM: Float32Array.from(steps, ([, elevationM]) => elevationM),
});

test('a hand-worked profile with a gap', () => {
  // 100 up over 100 (45 degrees), level over 100, a gap, 50 down over 50 (45 degrees), level over 50.
  const steps = profile([
    [0, 500],
    [100, 600],
    [200, 600],
    [300, NaN],
    [400, 700],
    [450, 650],
    [500, 650],
  ]);
  expect(profileFacts(steps)).toEqual({
    lengthM: 500,
    lowestM: 500,
    highestM: 700,
    gainM: 100,
    lossM: 50,
    // (100 x 45 + 50 x 45) / 300
    meanSlopeDeg: 22.5,
    steepestDeg: 45,
  });
  expect(slopeAtDeg(steps, 0)).toBeCloseTo(45, 9);
  // 100 up over 200: atan(0.5).
  expect(slopeAtDeg(steps, 1)).toBeCloseTo(26.565051, 5);
  expect(slopeAtDeg(steps, 2)).toBeNull();
  expect(slopeAtDeg(steps, 5)).toBeCloseTo(-26.565051, 5);
});

test('without data there are no elevation figures', () => {
  expect(
    profileFacts(
      profile([
        [0, NaN],
        [10, NaN],
      ]),
    ),
  ).toEqual({
    lengthM: 10,
    lowestM: null,
    highestM: null,
    gainM: 0,
    lossM: 0,
    meanSlopeDeg: null,
    steepestDeg: null,
  });
});
