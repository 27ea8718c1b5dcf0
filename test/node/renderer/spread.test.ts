import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread } from '../../../src/renderer/features/train/spread';

test('labels with enough room stay, others move apart', () => {
  expect(spread([50, 10], 13, 0, 100)).toEqual([50, 10]);
  expect(spread([50, 48, 20], 13, 0, 100)).toEqual([61, 48, 20]);
  expect(spread([99, 98], 13, 0, 100)).toEqual([100, 87]);
  expect(spread([], 13, 0, 100)).toEqual([]);
});

test('where there is room for all, all lie inside, apart and in order', () => {
  const wanted = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 7 });
  fc.assert(
    fc.property(wanted, (places) => {
      const found = spread(places, 13, 0, 100);
      const inOrder = places
        .map((place, index) => ({ place, found: found[index] ?? NaN, index }))
        .sort((a, b) => a.place - b.place || a.index - b.index);
      inOrder.forEach((label, index) => {
        expect(label.found).toBeGreaterThanOrEqual(0);
        expect(label.found).toBeLessThanOrEqual(100);
        if (index > 0) expect(label.found - (inOrder[index - 1]?.found ?? NaN)).toBeGreaterThanOrEqual(13);
      });
    }),
  );
});
