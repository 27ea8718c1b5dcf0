import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drainageOf } from '../../../src/main/terrain/landforms/drainage';

const drainedOf = async (elevationsM: readonly number[], columns: number): Promise<number[]> => {
  const { drained } = await drainageOf(Float32Array.from(elevationsM), columns);
  return [...drained];
};

test('a V-shaped valley collects both its sides, row by row', async () => {
  // Sides of 10 m a cell towards column 2, which falls by 1 m a row to the south: each side runs straight to the middle.
  const ground = [0, 1, 2, 3].flatMap((row) => [20, 10, 0, 10, 20].map((heightM) => heightM - row));
  expect(await drainedOf(ground, 5)).toEqual([1, 2, 5, 2, 1, 1, 2, 10, 2, 1, 1, 2, 15, 2, 1, 1, 2, 20, 2, 1]);
});

test('a pit is filled to its lowest outlet, and drains there', async () => {
  const ground = [
    [9, 9, 9, 9, 9],
    [9, 2, 1, 2, 9],
    [9, 2, 1, 2, 5],
    [9, 9, 9, 9, 9],
  ].flat();
  // From every cell the steepest path leads to the pit, which fills to 5 m and drains by the cell of 5 m.
  expect((await drainedOf(ground, 5))[14]).toBe(20);
});

test('level terrain drains along the shortest paths', async () => {
  const drained = await drainedOf(Array<number>(25).fill(3), 5);
  // The ring beside the edge drains directly over it, the centre through one cell of that ring.
  expect(drained.filter((cells) => cells === 1).length).toBeGreaterThanOrEqual(15);
  expect([drained[12], Math.max(...drained)]).toEqual([1, 3]);
});

/** Rough terrain with level places. */
const grounds = fc.record({
  columns: fc.integer({ min: 1, max: 7 }),
  cells: fc.array(fc.oneof({ weight: 15, arbitrary: fc.integer({ min: 0, max: 9 }) }, fc.constant(NaN)), {
    minLength: 42,
    maxLength: 42,
  }),
});

/** The spill elevation of each cell: over all paths to the edge or a gap, the lowest maximum. */
function spillHeights(elevationsM: readonly number[], columns: number): number[] {
  const rows = elevationsM.length / columns;
  const heights = elevationsM.map((heightM) => (Number.isNaN(heightM) ? NaN : Infinity));
  for (let changed = true; changed;) {
    changed = false;
    for (const [cell, heightM] of elevationsM.entries()) {
      if (Number.isNaN(heightM)) continue;
      for (const [down, right] of neighbours) {
        const [row, column] = [Math.floor(cell / columns) + down, (cell % columns) + right];
        const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
        const spill = isInside ? (heights[row * columns + column] ?? NaN) : -Infinity;
        const out = Math.max(heightM, Number.isNaN(spill) ? -Infinity : spill);
        if (out < (heights[cell] ?? NaN)) {
          heights[cell] = out;
          changed = true;
        }
      }
    }
  }
  return heights;
}

const neighbours = [-1, 0, 1].flatMap((down) =>
  [-1, 0, 1].flatMap((right) => (down === 0 && right === 0 ? [] : [[down, right] as const])),
);

test('water from every cell leaves the terrain over the lowest outlet, and is counted all the way', async () => {
  await fc.assert(
    fc.asyncProperty(grounds, async ({ columns, cells }) => {
      const ground = cells.slice(0, columns * Math.floor(cells.length / columns));
      const { receivers, drained } = await drainageOf(Float32Array.from(ground), columns);
      const spills = spillHeights(ground, columns);
      const passed = ground.map(() => 0);
      const highest = ground.map((heightM) => heightM);
      for (const [cell, heightM] of ground.entries()) {
        if (Number.isNaN(heightM)) continue;
        let ways = 0;
        for (let at = cell; at >= 0 && ways++ < ground.length; at = receivers[at] ?? -1) {
          passed[at] = (passed[at] ?? 0) + 1;
          highest[cell] = Math.max(highest[cell] ?? NaN, ground[at] ?? NaN);
        }
      }
      expect(highest).toEqual(spills);
      expect([...drained]).toEqual(passed);
    }),
  );
});
