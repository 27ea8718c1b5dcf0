import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentSpecInput } from '../../../../src/shared/experiments/experiments';
import type { ReconstructionResult } from '../../../../src/shared/experiments/reconstruction';
import type { Task } from '../../../../src/shared/task';
import { fixture, temporaryFolder } from '../folder';
import { never, startEngine } from '../workbench';
import { handlersOf } from '../../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

/** A slope between Vaduz and the Alps. */
const place = { lonDeg: 9.57, latDeg: 47.1 };
const elsewhere = { lonDeg: 9.55, latDeg: 47.15 };

const encoderId = async (name: string): Promise<number> =>
  (await handlers.encoders.list(undefined, never())).find(({ card }) => card.name === name)?.id ?? NaN;

const reconstruct = (about: Partial<Extract<ExperimentSpecInput, { experiment: 'reconstruction' }>>) =>
  run({
    kind: 'experiment',
    spec: { experiment: 'reconstruction', locations: [place], radiiM: [960], ...about },
  });

async function resultOf({ result, error }: Task): Promise<ReconstructionResult> {
  if (result?.kind !== 'experiment') throw new Error(error ?? 'no result');
  const report = await handlers.experiments.report({ experimentId: result.experimentId }, never());
  if (report.result.experiment !== 'reconstruction') throw new Error(report.result.experiment);
  return report.result;
}

/** The value at a position of an input in samples, row-major, 17 x 17. */
function between(input: readonly number[], row: number, column: number): number {
  const [i, j] = [Math.floor(row), Math.floor(column)];
  let sum = 0;
  for (const [di, dj] of [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ] as const) {
    const weight = (1 - Math.abs(row - i - di)) * (1 - Math.abs(column - j - dj));
    sum += weight * (input[(i + di) * 17 + j + dj] ?? NaN);
  }
  return sum;
}

const meanDifference = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? NaN)), 0) / a.length;

beforeAll(async () => {
  await engine.create(join(folder, 'reconstruction.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

describe('reconstruction', () => {
  test('shows input, decoded and true patch of each place and radius, with their L1', async () => {
    const found = await resultOf(await reconstruct({ locations: [place, elsewhere], radiiM: [1200, 960] }));
    expect(found).toMatchObject({ encoder: 'topo2vec-4', factor: 4 });
    expect(found.items.map(({ lonDeg, radiusM }) => [lonDeg, radiusM])).toEqual([
      [place.lonDeg, 960],
      [place.lonDeg, 1200],
      [elsewhere.lonDeg, 960],
      [elsewhere.lonDeg, 1200],
    ]);
    for (const { input, decoded, truth, l1, l1Bilinear } of found.items) {
      expect(input).toHaveLength(289);
      expect([Math.min(...input), Math.max(...input)]).toEqual([0, 1]);
      const known = truth ?? [];
      expect(known).toHaveLength(64 * 64);
      expect(meanDifference(decoded, known)).toBeCloseTo(l1 ?? NaN, 4);
      // Cells a quarter as wide as the input's spacing, the first one's middle an eighth of it from the edge.
      const bilinear = known.map((_, index) =>
        between(input, (Math.floor(index / 64) + 0.5) / 4, ((index % 64) + 0.5) / 4),
      );
      expect(meanDifference(bilinear, known)).toBeCloseTo(l1Bilinear ?? NaN, 4);
      // It does better than the patch's mean, whose error is about 0.2.
      expect(l1).toBeLessThan(0.1);
    }
  });

  test('the truth is the terrain as SciPy samples it along geodesics', async () => {
    const [item] = (await resultOf(await reconstruct({}))).items;
    // Row and column of 64 x 64 samples of 30 m, and metres.
    const expected = [
      [0, 0, 1199.52],
      [0, 63, 1426.1],
      [20, 40, 1515.62],
      [31, 31, 1733.98],
      [63, 0, 1330.59],
      [63, 63, 1482.0],
    ] as const;
    const [, , firstM] = expected[0];
    for (const [row, column, elevationM] of expected) {
      const rise = (item?.truth?.[row * 64 + column] ?? NaN) - (item?.truth?.[0] ?? NaN);
      const riseM = rise * (item?.reliefM ?? NaN);
      // Four decimals of 700 m of relief.
      expect(Math.abs(riseM - (elevationM - firstM))).toBeLessThan(0.2);
    }
  });

  test("a radius finer than the DTM's resolution is decoded without truth", async () => {
    const [item] = (await resultOf(await reconstruct({ radiiM: [240] }))).items;
    expect(item).toMatchObject({ truth: null, l1: null, l1Bilinear: null });
    expect(item?.decoded).toHaveLength(64 * 64);
    expect(item?.decoded.every(Number.isFinite)).toBe(true);
    // By SciPy.
    expect(item?.reliefM).toBeCloseTo(359.42, 1);
    for (const [row, column, value] of [
      [0, 0, 0.5146],
      [0, 16, 0],
      [8, 8, 0.5349],
      [16, 0, 1],
      [16, 16, 0.2623],
      [3, 11, 0.2117],
    ] as const)
      expect(item?.input[row * 17 + column]).toBeCloseTo(value, 3);
  });

  test('an encoder without a decoder is refused, naming one that has', async () => {
    const task = await reconstruct({ encoderId: await encoderId('polar') });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
    expect(task.error).toMatch(/polar has no decoder.*topo2vec-4/);
  });

  test('a place without a complete patch is named with its radius', async () => {
    const task = await reconstruct({ locations: [place, { lonDeg: 9.435, latDeg: 47.2 }], radiiM: [480] });
    expect(task).toMatchObject({ state: 'failed', errorCode: 'outside-terrain' });
    expect(task.error).toMatch(/480 m at longitude 9\.435, latitude 47\.2/);
    expect(await handlers.experiments.list(undefined, never())).toHaveLength(3);
  });
});
