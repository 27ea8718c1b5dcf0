import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Contest } from '../../../../src/main/layers/search/contest';
import { nearestFirst, type Search } from '../../../../src/main/layers/search/nearestFirst';

/** An item at a place on a line, at a distance from the query that is known to within a width. */
const thing = fc.record({
  placeM: fc.integer({ min: 0, max: 300 }),
  // Few values, so that many are equal; of a Float32, whose root is taken again and again.
  squared: fc.integer({ min: 0, max: 40 }),
  width: fc.double({ min: 0, max: 3, noNaN: true }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});
type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never;

/** A search of items; `measured` has those whose distance was computed. */
function searchOf(
  things: readonly Thing[],
  isOut: (thing: Thing) => boolean,
): { search: Search<Thing>; measured: Thing[] } {
  const measured: Thing[] = [];
  const search: Search<Thing> = {
    find: (limit, beyond) => {
      const contest = new Contest(limit, beyond);
      for (const [cell, { squared, width, share }] of things.entries()) {
        const lower = Math.sqrt(squared) - share * width;
        contest.offer(0, cell, { lower, upper: lower + width });
      }
      return Promise.resolve({ contenders: contest.contenders(), reach: contest.reach });
    },
    locate: (contenders) => contenders.flatMap(({ cell }) => things[cell] ?? []),
    measure: (some) => {
      measured.push(...some);
      return Promise.resolve(Float32Array.from(some, ({ squared }) => squared));
    },
    isOut,
  };
  return { search, measured };
}

describe('the nearest first', () => {
  it('come in the order of a sorted scan, each once', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(thing, { maxLength: 1500 }),
        fc.integer({ min: 1, max: 40 }),
        async (things, expected) => {
          const found = [];
          for await (const { cell } of nearestFirst(searchOf(things, () => false).search, expected))
            found.push(cell);
          // A stable sort keeps equal ones in their order.
          expect(found).toEqual([...things].sort((a, b) => a.squared - b.squared));
        },
      ),
      { numRuns: 60 },
    ));

  it('give the distinct places that a sorted scan gives one by one', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(thing, { maxLength: 1500 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 30 }),
        async (things, k, apartM) => {
          const plain: Thing[] = [];
          for (const one of [...things].sort((a, b) => a.squared - b.squared)) {
            if (plain.length === k) break;
            if (plain.every(({ placeM }) => Math.abs(placeM - one.placeM) > apartM)) plain.push(one);
          }
          const taken: Thing[] = [];
          const isOut = (one: Thing): boolean =>
            taken.some(({ placeM }) => Math.abs(placeM - one.placeM) <= apartM);
          for await (const { cell } of nearestFirst(searchOf(things, isOut).search, k)) {
            taken.push(cell);
            if (taken.length === k) break;
          }
          expect(taken).toEqual(plain);
        },
      ),
      { numRuns: 60 },
    ));

  it('do not measure vectors that are certainly farther', async () => {
    const things = Array.from({ length: 5000 }, (_, squared) => ({
      placeM: 0,
      squared,
      width: 0.01,
      share: 0.5,
    }));
    const { search, measured } = searchOf(things, () => false);
    const found = [];
    for await (const { distance } of nearestFirst(search, 5)) {
      found.push(distance);
      if (found.length === 5) break;
    }
    expect(found).toEqual([0, 1, Math.SQRT2, Math.sqrt(3), 2]);
    expect(measured.length).toBeLessThan(10);
  });

  it('are all there are when more are requested', async () => {
    const found = [];
    for await (const { cell } of nearestFirst(searchOf([], () => false).search, 10)) found.push(cell);
    expect(found).toEqual([]);
  });
});
