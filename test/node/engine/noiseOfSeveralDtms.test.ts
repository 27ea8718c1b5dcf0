import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { flatBelow } from '../../../src/shared/terrain/flatGround';
import { Random } from '../../../src/shared/statistics/random';
import { flatGround } from '../../../src/main/engine/maps/flatGround';
import { temporaryFolder } from './folder';
import { startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
afterAll(close);

/** An ESRI ASCII grid in degrees from 9 E, 47 N on. */
function writeGrid(
  name: string,
  side: number,
  cellDeg: number,
  valueAt: (x: number, y: number) => string,
): string {
  const rows = Array.from({ length: side }, (_, y) =>
    Array.from({ length: side }, (__, x) => valueAt(x, y)).join(' '),
  );
  const header = [`ncols ${side}`, `nrows ${side}`, 'xllcorner 9', 'yllcorner 47', `cellsize ${cellDeg}`];
  const path = join(folder, name);
  writeFileSync(path, [...header, ...rows].join('\n'));
  return path;
}

test('of several DTMs the finest at a place decides what is too flat there', async () => {
  const random = new Random(5);
  // Uniform noise of 6 m has a standard deviation of 6 / sqrt(12) = 1.73 m.
  const coarse = writeGrid('coarse.asc', 200, 0.0005, () => (500 + 6 * random.nextFloat()).toFixed(3));
  // Rounded to decimetres, on a plane too level for the steps to show within a square.
  const fine = writeGrid('fine.asc', 100, 0.0001, (x) => (700 + x / 1000).toFixed(1));
  await engine.create(join(folder, 'several.topo2vec'));
  await run({ kind: 'import-dtms', paths: [coarse, fine], crs: 'EPSG:4326' });
  const { project } = engine.current;
  const { belowM, leastReliefM } = await flatGround(project, 40);
  const [fineM = NaN, coarseM = NaN] = belowM;
  expect(belowM).toHaveLength(2);
  expect(fineM).toBeCloseTo((40 * 0.1) / Math.sqrt(12), 6);
  expect(Math.abs(coarseM / ((40 * 6) / Math.sqrt(12)) - 1)).toBeLessThan(0.1);
  expect(leastReliefM(9.005, 47.005)).toBe(fineM);
  expect(leastReliefM(9.05, 47.05)).toBe(coarseM);
  expect(leastReliefM(9.5, 47.5)).toBe(0);
  expect((await flatGround(project, 0)).belowM).toEqual([]);
});

test('relief is given in metres', () => {
  expect(flatBelow([35.74])).toBe('36 m');
  expect(flatBelow([69.3, 1.155])).toBe('1.2 m to 69 m');
  expect(flatBelow([])).toBe('none');
});
