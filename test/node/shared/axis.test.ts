import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearTicks, logTicks, spreadLabels } from '../../../src/shared/drawing/axis';

const isRound = (value: number): boolean =>
  /^[125]0*$/.test(String(Number(value.toPrecision(12))).replace(/^0\.0*/, ''));

test('ticks by hand', () => {
  expect(logTicks(60, 15_360, 12)).toEqual([100, 200, 500, 1000, 2000, 5000, 10_000]);
  expect(logTicks(60, 15_360, 4)).toEqual([100, 1000, 10_000]);
  expect(linearTicks(47, 96, 8)).toEqual([40, 50, 60, 70, 80, 90, 100]);
  expect(linearTicks(91.2, 94.9, 4)).toEqual([90, 92, 94, 96]);
});

test('logarithmic ticks are round, ascend and stay within the ends', () => {
  const metres = fc.double({ min: 1, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(metres, metres, (a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const ticks = logTicks(low, high, 12);
      expect(ticks.every((tick) => tick >= low && tick <= high && isRound(tick))).toBe(true);
      expect(ticks).toEqual([...new Set(ticks)].sort((c, d) => c - d));
      // A factor of 2.5 holds one of 1, 2, 5 and 10.
      if (high >= 2.5 * low && ticks.length < 5 && high < 100 * low) expect(ticks.length).toBeGreaterThan(0);
    }),
  );
});

test('linear ticks are evenly spaced, include the ends and are at most as many as requested', () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(percent, percent, fc.integer({ min: 3, max: 12 }), (a, b, most) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(high - low > 1e-3);
      const ticks = linearTicks(low, high, most);
      const [first = NaN, second = NaN] = ticks;
      const last = ticks.at(-1) ?? NaN;
      expect(ticks.length).toBeLessThanOrEqual(most);
      expect(first).toBeLessThanOrEqual(low + 1e-6);
      expect(last).toBeGreaterThanOrEqual(high - 1e-6);
      expect(last).toBeLessThanOrEqual(100);
      expect(isRound(second - first)).toBe(true);
      for (const [index, tick] of ticks.entries())
        expect(tick).toBeCloseTo(first + index * (second - first), 6);
    }),
  );
});

test('labels that fit keep their order and distance, within the ends', () => {
  const wanted = fc.array(fc.double({ min: -50, max: 450, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(wanted, (middles) => {
      const placed = spreadLabels(middles, 18, 0, 400);
      const order = middles.map((_, index) => index).sort((a, b) => (middles[a] ?? 0) - (middles[b] ?? 0));
      const sorted = order.map((index) => placed[index] ?? NaN);
      expect(sorted.every((middle) => middle >= -1e-9 && middle <= 400 + 1e-9)).toBe(true);
      for (let i = 1; i < sorted.length; i++) {
        expect((sorted[i] ?? NaN) - (sorted[i - 1] ?? NaN)).toBeGreaterThanOrEqual(18 - 1e-9);
      }
    }),
  );
  expect(spreadLabels([100, 200], 18, 0, 400)).toEqual([100, 200]);
});
