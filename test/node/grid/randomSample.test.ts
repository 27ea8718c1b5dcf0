import { expect, test } from 'vitest';
import { randomOf } from '../../../src/shared/mapQuality/spotCheck';
import { Random } from '../../../src/shared/statistics/random';
import { RandomSample } from '../../../src/main/grid/search/randomSample';

const random = new Random(11);
const places = Array.from({ length: 40_000 }, () => ({
  ...{ lonDeg: 6 + 10 * random.nextFloat(), latDeg: 43 + 5 * random.nextFloat() },
  probability: Math.fround(0.02 + 0.98 * random.nextFloat() ** 3),
}));

test('of far more places than are kept, the first at any threshold are there', () => {
  const sample = new RandomSample(100, null);
  for (let at = 0; at < places.length; at += 777) sample.add(places.slice(at, at + 777));
  for (const from of [0.02, 0.1, 0.5, 0.51, 0.93, 0.9999, 1]) {
    const reach = places
      .filter(({ probability }) => probability >= Math.fround(from))
      .sort((a, b) => randomOf(a.lonDeg, a.latDeg) - randomOf(b.lonDeg, b.latDeg));
    const { lonDeg, probability, shown } = sample.from(from);
    expect(shown).toBe(reach.length);
    expect([...lonDeg]).toEqual(reach.slice(0, 100).map((place) => place.lonDeg));
    expect([...probability]).toEqual(reach.slice(0, 100).map((place) => place.probability));
  }
});
