import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  cellAt,
  cellOfChunk,
  cellMapper,
  CHUNK_CELLS,
  chunkRangeOf,
  chunksOf,
  latticeForBox,
  locationsAt,
  locationsInChunk,
  locationsOfCells,
  locationsOfChunk,
  wholeChunks,
} from '../../../src/main/terrain/geo/lattice';
import { jsonFixture } from './fixtures';

const places = jsonFixture(
  'terrain/utm.json',
  z.array(
    z.object({ crs: z.string(), lonDeg: z.number(), latDeg: z.number(), x: z.number(), y: z.number() }),
  ),
);

const boxAround = (lonDeg: number, latDeg: number, halfDeg: number) => ({
  westDeg: lonDeg - halfDeg,
  southDeg: latDeg - halfDeg,
  eastDeg: lonDeg + halfDeg,
  northDeg: latDeg + halfDeg,
});

describe('a lattice', () => {
  it.each(places)('lies in $crs around $lonDeg, $latDeg as in PROJ', ({ crs, lonDeg, latDeg, x, y }) => {
    const lattice = latticeForBox(boxAround(lonDeg, latDeg, 0.05), 100);
    expect(lattice.crsCode).toBe(crs);
    const [column, row] = cellMapper(lattice)(lonDeg, latDeg);
    expect(lattice.originE + column * 100).toBeCloseTo(x, 2);
    expect(lattice.originN - row * 100).toBeCloseTo(y, 2);
  });

  it('has cell centres on multiples of the step, so that neighbours share them', () => {
    const a = latticeForBox(boxAround(9.9, 46.9, 0.2), 120);
    const b = latticeForBox(boxAround(9.95, 46.85, 0.05), 120);
    expect(a.originE % 120).toBe(0);
    expect(a.originN % 120).toBe(0);
    expect([(b.originE - a.originE) % 120, (b.originN - a.originN) % 120]).toEqual([0, -0]);
  });

  it('covers its box, without an extra ring of cells', () => {
    const box = boxAround(9.9, 46.9, 0.1);
    const lattice = latticeForBox(box, 120);
    const edges = Array.from({ length: 21 }, (_, i) => (i - 10) / 100);
    const cells = edges.flatMap((share) => [
      cellMapper(lattice)(9.9 + share, box.northDeg),
      cellMapper(lattice)(9.9 + share, box.southDeg),
      cellMapper(lattice)(box.westDeg, 46.9 + share),
      cellMapper(lattice)(box.eastDeg, 46.9 + share),
    ]);
    const columns = cells.map(([column]) => column);
    const rows = cells.map(([, row]) => row);
    for (const [lowest, highest, count] of [
      [Math.min(...columns), Math.max(...columns), lattice.columns],
      [Math.min(...rows), Math.max(...rows), lattice.rows],
    ] as const) {
      expect(lowest).toBeGreaterThan(-1);
      expect(lowest).toBeLessThanOrEqual(0.01);
      expect(highest).toBeLessThan(count);
      expect(highest).toBeGreaterThanOrEqual(count - 1.01);
    }
  });

  it('has one cell where the box is smaller than a step', () => {
    const lattice = latticeForBox(boxAround(9.9, 46.9, 0.0001), 5000);
    expect([lattice.columns, lattice.rows]).toEqual([1, 1]);
  });

  it('is refused where it would be unbounded', () => {
    expect(() => latticeForBox(boxAround(9.9, 46.9, 5), 1)).toThrow(/Choose a larger step/);
  });

  it('is refused where no metric grid exists, but extends all around a pole', () => {
    const round = { westDeg: -180, southDeg: -5, eastDeg: 180, northDeg: 5 };
    expect(() => latticeForBox(round, 10_000)).toThrow(/360 degrees wide.*smaller box/);
    const polar = latticeForBox({ ...round, southDeg: 86, northDeg: 90 }, 10_000);
    // 86 N is 446 km from the pole on the Earth, and about 0.994 of that on the grid.
    expect([polar.columns, polar.rows]).toEqual([89, 89]);
  });

  it('converts cells to locations and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -179, max: 179, noNaN: true }),
        fc.double({ min: -88, max: 88, noNaN: true }),
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 1000 }),
        (lonDeg, latDeg, column, row) => {
          const lattice = latticeForBox(boxAround(lonDeg, latDeg, 0.5), 100);
          const locations = locationsOfCells(lattice, [column], [row]);
          const [back, backRow] = cellMapper(lattice)(locations[0] ?? NaN, locations[1] ?? NaN);
          expect(back).toBeCloseTo(column, 4);
          expect(backRow).toBeCloseTo(row, 4);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('chunks', () => {
  const lattice = { ...latticeForBox(boxAround(9.9, 46.9, 0.1), 120), columns: 130, rows: 65 };

  it('cover the lattice row by row', () => {
    expect(chunksOf(lattice)).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  const boxes = fc.record({
    lonDeg: fc.double({ min: -179, max: 179, noNaN: true }),
    latDeg: fc.double({ min: -89, max: 89, noNaN: true }),
    halfDeg: fc.double({ min: 1e-4, max: 0.5, noNaN: true }),
    stepM: fc.constantFrom(15, 33.3, 60, 120, 1000),
  });

  it('are counted from the origin of the CRS: the chunks around a lattice hold its cells, without an extra chunk', () => {
    fc.assert(
      fc.property(boxes, ({ lonDeg, latDeg, halfDeg, stepM }) => {
        const inner = latticeForBox(boxAround(lonDeg, latDeg, halfDeg), stepM);
        const whole = wholeChunks(inner);
        const range = chunkRangeOf(inner);
        expect(chunkRangeOf(whole)).toEqual(range);
        expect([whole.columns, whole.rows]).toEqual([64 * range.columns, 64 * range.rows]);
        expect(wholeChunks(whole)).toEqual(whole);
        // The origin is a corner of a chunk, and the first and last cells are in its first and last chunks.
        expect(Math.abs(whole.originE / stepM / 64 - range.column)).toBeLessThan(1e-9);
        expect(Math.abs(whole.originN / stepM / 64 + range.row)).toBeLessThan(1e-9);
        const west = Math.round((inner.originE - whole.originE) / stepM);
        const north = Math.round((whole.originN - inner.originN) / stepM);
        for (const [before, cells, all] of [
          [west, inner.columns, whole.columns],
          [north, inner.rows, whole.rows],
        ] as const) {
          expect([0 <= before, before < 64]).toEqual([true, true]);
          expect([0 <= all - before - cells, all - before - cells < 64]).toEqual([true, true]);
        }
      }),
    );
  });

  it('of a hand-worked lattice have negative indices west and south of 0', () => {
    const lattice = { crsCode: 'EPSG:5041', originE: -640, originN: 10, stepM: 10, columns: 65, rows: 2 };
    // Columns -64 to 0 and rows -1 to 0.
    expect(chunkRangeOf(lattice)).toEqual({ column: -1, row: -1, columns: 2, rows: 2 });
    expect(wholeChunks(lattice)).toEqual({ ...lattice, originN: 640, columns: 128, rows: 128 });
  });

  it('hold the locations of their cells, and NaN outside the lattice', () => {
    const locations = locationsOfChunk(lattice, 2, 1);
    expect(locations.length).toBe(CHUNK_CELLS * CHUNK_CELLS * 2);
    // Cell (129, 64) is the last one of the lattice: the second in the chunk's first row.
    const [column, row] = cellMapper(lattice)(locations[2] ?? NaN, locations[3] ?? NaN);
    expect([Math.round(column), Math.round(row)]).toEqual([129, 64]);
    expect(locations.slice(4).every(Number.isNaN)).toBe(true);
  });

  it('have cells by column and row, by index in the chunk and by index in the lattice, at the same locations', () => {
    const [columns, rows] = [130, 65];
    const wide = { ...lattice, columns, rows };
    const cell = fc.record({
      column: fc.integer({ min: 0, max: columns - 1 }),
      row: fc.integer({ min: 0, max: rows - 1 }),
    });
    fc.assert(
      fc.property(cell, ({ column, row }) => {
        const chunk = {
          chunkColumn: Math.floor(column / CHUNK_CELLS),
          chunkRow: Math.floor(row / CHUNK_CELLS),
        };
        const inChunk = (row % CHUNK_CELLS) * CHUNK_CELLS + (column % CHUNK_CELLS);
        expect(cellAt(wide, row * columns + column)).toEqual([column, row]);
        expect(cellOfChunk(chunk, inChunk)).toEqual([column, row]);
        const there = locationsOfCells(wide, [column], [row]);
        expect(locationsAt(wide, [row * columns + column])).toEqual(there);
        expect(locationsInChunk(wide, chunk, [inChunk])).toEqual(there);
        const whole = locationsOfChunk(wide, chunk.chunkColumn, chunk.chunkRow);
        expect(whole.slice(2 * inChunk, 2 * inChunk + 2)).toEqual(there);
      }),
    );
  });
});
