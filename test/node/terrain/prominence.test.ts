import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsFromTheTop } from '../../../src/main/terrain/landforms/fromTheTop';
import { prominentSummits } from '../../../src/main/terrain/landforms/prominence';

interface Summit {
  readonly cell: number;
  readonly saddle: number;
  readonly prominenceM: number;
}

async function summitsOf(elevationsM: readonly number[], columns: number): Promise<Summit[]> {
  const { cells, saddles, prominencesM } = await prominentSummits(Float32Array.from(elevationsM), columns);
  return Array.from(cells, (cell, i) => ({
    cell,
    saddle: saddles[i] ?? NaN,
    prominenceM: prominencesM[i] ?? NaN,
  })).sort((a, b) => a.cell - b.cell);
}

test('two summits and the pass between them, the lower one above it, the higher one above the edge', async () => {
  const ground = [
    [1, 1, 1, 1, 1, 1, 1],
    [1, 3, 3, 1, 2, 2, 1],
    [1, 3, 9, 5, 7, 2, 1],
    [1, 3, 3, 1, 2, 2, 1],
    [1, 1, 1, 1, 1, 1, 1],
  ].flat();
  expect(await summitsOf(ground, 7)).toEqual([
    { cell: 16, saddle: -1, prominenceM: 8 },
    { cell: 18, saddle: 17, prominenceM: 2 },
  ]);
});

test('a summit on the way to a higher one ends at its own pass, and the previous one continues', async () => {
  // 6 ends at 5 beside 8; 8 at 2 beside 9; 7 at 3 beside 8, which is higher; 9 only at the edge.
  expect(
    await summitsOf(
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 5, 8, 3, 7, 2, 9, 0].concat(Array<number>(9).fill(0)),
      9,
    ),
  ).toEqual([
    { cell: 10, saddle: 11, prominenceM: 1 },
    { cell: 12, saddle: 15, prominenceM: 6 },
    { cell: 14, saddle: 13, prominenceM: 4 },
    { cell: 16, saddle: -1, prominenceM: 9 },
  ]);
});

test('a plateau is one summit, a level pass has one key saddle, and voids may be higher', async () => {
  const level = [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [0, 4, 4, 2, 2, 2, 3, 0],
    [0, 0, 0, 0, 0, 0, 0, 0],
  ].flat();
  expect(await summitsOf(level, 8)).toEqual([
    { cell: 9, saddle: -1, prominenceM: 4 },
    { cell: 14, saddle: 13, prominenceM: 1 },
  ]);
  const gap = level.map((heightM, cell) => (cell === 12 ? NaN : heightM));
  expect(await summitsOf(gap, 8)).toEqual([
    { cell: 9, saddle: -1, prominenceM: 2 },
    { cell: 14, saddle: -1, prominenceM: 1 },
  ]);
  expect(await summitsOf([5, 5, 5, 5], 2)).toEqual([]);
  expect(await summitsOf([NaN, NaN], 2)).toEqual([]);
});

/** Small rough terrains with level places and gaps. */
const grounds = fc.record({
  columns: fc.integer({ min: 1, max: 8 }),
  cells: fc.array(fc.oneof({ weight: 12, arbitrary: fc.integer({ min: -3, max: 6 }) }, fc.constant(NaN)), {
    minLength: 56,
    maxLength: 56,
  }),
});

/**
 * Prominence by definition: of the regions of all cells above some level, the first in which a summit is
 * connected to a higher cell or the edge.
 */
function byDefinition(elevationsM: readonly number[], columns: number): Summit[] {
  const rows = elevationsM.length / columns;
  const falling = [...elevationsM.keys()]
    .filter((cell) => !Number.isNaN(elevationsM[cell]))
    .sort((a, b) => (elevationsM[b] ?? 0) - (elevationsM[a] ?? 0) || a - b);
  const around = (cell: number): (number | null)[] =>
    [-1, 0, 1].flatMap((down) =>
      [-1, 0, 1].map((right) => {
        const [row, column] = [Math.floor(cell / columns) + down, (cell % columns) + right];
        const isInside = row >= 0 && row < rows && column >= 0 && column < columns;
        const other = row * columns + column;
        return isInside && !Number.isNaN(elevationsM[other]) ? other : null;
      }),
    );
  return falling
    .flatMap((cell, rank) => {
      for (let level = rank; level < falling.length; level++) {
        const dry = new Set(falling.slice(0, level + 1));
        const island = new Set([cell]);
        let ends = false;
        for (const at of island) {
          for (const other of around(at)) {
            if (other === null || falling.indexOf(other) < rank) ends ||= other === null || dry.has(other);
            else if (dry.has(other)) island.add(other);
          }
        }
        const saddle = falling[level] ?? -1;
        const prominenceM = (elevationsM[cell] ?? NaN) - (elevationsM[saddle] ?? NaN);
        if (ends)
          return prominenceM > 0
            ? [{ cell, saddle: around(saddle).includes(null) ? -1 : saddle, prominenceM }]
            : [];
      }
      return [];
    })
    .sort((a, b) => a.cell - b.cell);
}

test('prominence and key saddles follow the definition', async () => {
  await fc.assert(
    fc.asyncProperty(grounds, async ({ columns, cells }) => {
      const ground = cells.slice(0, columns * Math.floor(cells.length / columns));
      expect(await summitsOf(ground, columns)).toEqual(byDefinition(ground, columns));
    }),
    { numRuns: 150 },
  );
});

test('cells come in descending order, equal ones in input order', () => {
  const floats = fc.array(fc.oneof(fc.float(), fc.constantFrom(0, -0, NaN, 7, -7)), { maxLength: 200 });
  fc.assert(
    fc.property(floats, (values) => {
      const grid = Float32Array.from(values);
      const expected = [...grid.keys()]
        .filter((cell) => !Number.isNaN(grid[cell]))
        .sort((a, b) => {
          const [high, low] = [grid[b] ?? 0, grid[a] ?? 0];
          return high === low ? a - b : high > low ? 1 : -1;
        });
      expect([...cellsFromTheTop(grid)]).toEqual(expected);
    }),
  );
});

test('stops when cancelled', async () => {
  const signal = AbortSignal.abort();
  await expect(prominentSummits(new Float32Array(9), 3, signal)).rejects.toMatchObject({ code: 'cancelled' });
});
