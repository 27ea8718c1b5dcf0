import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_VALUES } from '../../../src/main/terrain/geo/metricFrame';
import { type CopyCells, InsideSampler } from '../../../src/main/terrain/patch/insideSampler';
import { reliefsOf } from '../../../src/main/terrain/patch/relief';
import { cellRange, positionAt } from '../../../src/main/terrain/patch/sampleGrid';
import { Random } from '../../../src/shared/statistics/random';

/** A raster of 30 m pixels with heights and a void, and its level. */
const [WIDTH, HEIGHT] = [400, 300];
const random = new Random(5);
const raster = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
  const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
  return 2000 + 900 * Math.sin(x / 17) * Math.cos(y / 23) + 30 * random.nextFloat();
});
raster[150 * WIDTH + 200] = NaN;

const copyCells: CopyCells = ({ left, top, right, bottom }, cells) => {
  for (let row = top, at = 0; row <= bottom; row++)
    for (let column = left; column <= right; column++) cells[at++] = raster[row * WIDTH + column] ?? NaN;
};

const shape = { level: 0, width: WIDTH, height: HEIGHT, baseWidth: WIDTH, baseHeight: HEIGHT };

/** A frame at a place, rotated, with small second-order terms. */
function frameAt(column: number, row: number, turn: number): number[] {
  const [cos, sin] = [Math.cos(turn) / 30, Math.sin(turn) / 30];
  return [column, cos, sin, 1e-8, -2e-8, 3e-9, row, sin, -cos, 2e-8, 1e-8, -1e-8];
}

/** What the kernel should compute, by definition, in float64. */
function plainly(frames: Float64Array, grid: { size: number; spacingM: number }): number[] {
  const half = (grid.size - 1) / 2;
  return Array.from({ length: grid.size ** 2 }, (_, i) => {
    const eastM = ((i % grid.size) - half) * grid.spacingM;
    const northM = (half - Math.floor(i / grid.size)) * grid.spacingM;
    const column = positionAt(frames, 0, eastM, northM) - 0.5;
    const row = positionAt(frames, 6, eastM, northM) - 0.5;
    const [x, y] = [Math.floor(column), Math.floor(row)];
    const cell = (right: number, down: number): number => raster[(y + down) * WIDTH + x + right] ?? NaN;
    const north = cell(0, 0) + (column - x) * (cell(1, 0) - cell(0, 0));
    const south = cell(0, 1) + (column - x) * (cell(1, 1) - cell(0, 1));
    return north + (row - y) * (south - north);
  });
}

function sampled(frames: number[][], grid: { size: number; spacingM: number }): number[][] {
  const results: number[][] = [];
  const all = Float64Array.from(frames.flat());
  const take = (slots: readonly number[], values: Float32Array): void => {
    for (const [i, slot] of slots.entries())
      results[slot] = [...values.subarray(i * grid.size ** 2, (i + 1) * grid.size ** 2)];
  };
  const sampler = new InsideSampler(all, grid, 0, copyCells, take);
  const range = { left: 0, top: 0, right: 0, bottom: 0, inside: false };
  for (const slot of frames.keys()) {
    expect(cellRange(all, slot * FRAME_VALUES, grid, shape, range) && range.inside).toBe(true);
    sampler.add(slot, slot, range);
  }
  sampler.flush();
  return results;
}

const frame = fc
  .tuple(
    fc.double({ min: 60, max: WIDTH - 60, noNaN: true }),
    fc.double({ min: 60, max: HEIGHT - 60, noNaN: true }),
    fc.double({ min: 0, max: 6, noNaN: true }),
  )
  .map(([column, row, turn]) => frameAt(column, row, turn));
const grid = fc.record({
  size: fc.integer({ min: 1, max: 34 }),
  spacingM: fc.double({ min: 5, max: 45, noNaN: true }),
});

describe('the kernel that samples grids inside a raster', () => {
  it('is within a millimetre of float64, and has no value where a cell has none', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 5 }), grid, (frames, asked) => {
        for (const [i, values] of sampled(frames, asked).entries()) {
          const expected = plainly(Float64Array.from(frames[i] ?? []), asked);
          const isVoid = (value: number): boolean => Number.isNaN(value);
          expect(values.map(isVoid)).toEqual(expected.map(isVoid));
          const apart = values.map((value, k) => Math.abs(value - (expected[k] ?? NaN)));
          expect(Math.max(0, ...apart.filter((value) => !isVoid(value)))).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives each grid the same values alone and together with others, near and far', () => {
    const asked = { size: 17, spacingM: 30 };
    const frames = Array.from({ length: 700 }, (_, i) =>
      frameAt(60 + (i % 35) * 2.1 + (i > 600 ? 200 : 0), 60 + Math.floor(i / 35) * 1.7, 0),
    );
    const together = sampled(frames, asked);
    for (const i of [0, 34, 35, 399, 601, 699])
      expect(together[i]).toEqual(sampled([frames[i] ?? []], asked)[0]);
  });

  it('gives the relief of grids of any size, NaN where a sample has no value', () => {
    const grids = fc.integer({ min: 1, max: 40 }).chain((samples) =>
      fc.record({
        samples: fc.constant(samples),
        rows: fc.array(
          fc.array(
            fc.oneof(
              { weight: 50, arbitrary: fc.float({ min: -400, max: 8000, noNaN: true }) },
              fc.constant(NaN),
            ),
            {
              minLength: samples,
              maxLength: samples,
            },
          ),
          { minLength: 1, maxLength: 5 },
        ),
      }),
    );
    fc.assert(
      fc.property(grids, ({ samples, rows }) => {
        const reliefs = reliefsOf(Float32Array.from(rows.flat()), samples);
        expect([...reliefs]).toEqual(rows.map((row) => Math.fround(Math.max(...row) - Math.min(...row))));
      }),
    );
  });
});
