import { expect, it } from 'vitest';
import { Random } from '../../../src/shared/statistics/random';

it('equals the authors’ xoshiro128** from the state 1, 2, 3, 4', () => {
  const random = Random.fromState([1, 2, 3, 4]);
  // First outputs of the reference C code at prng.di.unimi.it.
  expect(Array.from({ length: 6 }, () => random.nextUint32())).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492,
  ]);
});

it('repeats from its seed and from its state', () => {
  const first = new Random(7);
  const again = new Random(7);
  const other = new Random(7 + 2 ** 32);
  const numbers = Array.from({ length: 100 }, () => first.nextFloat());
  expect(Array.from({ length: 100 }, () => again.nextFloat())).toEqual(numbers);
  expect(Array.from({ length: 100 }, () => other.nextFloat())).not.toEqual(numbers);
  const resumed = Random.fromState(first.state());
  expect(Array.from({ length: 100 }, () => resumed.nextUint32())).toEqual(
    Array.from({ length: 100 }, () => first.nextUint32()),
  );
});

it('is uniform: floats in [0, 1) and whole numbers below n', () => {
  const random = new Random(1);
  const bins = new Array<number>(10).fill(0);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const bin = Math.floor(random.nextFloat() * 10);
    bins[bin] = (bins[bin] ?? NaN) + 1;
    const value = random.nextInt(10);
    counts[value] = (counts[value] ?? NaN) + 1;
  }
  // Chi-square with 9 degrees of freedom: above 27.9 in one of a thousand sequences; this one is fixed by its seed.
  const chiSquare = (observed: number[]): number =>
    observed.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquare(bins)).toBeLessThan(27.9);
  expect(chiSquare(counts)).toBeLessThan(27.9);
});

it('shuffles in place and keeps every element', () => {
  const items = Uint16Array.from({ length: 1000 }, (_, i) => i);
  const shuffled = new Random(3).shuffle(items);
  expect(shuffled).toBe(items);
  expect(items).not.toEqual(Uint16Array.from(items).sort());
  expect(Uint16Array.from(items).sort()).toEqual(Uint16Array.from({ length: 1000 }, (_, i) => i));
});
