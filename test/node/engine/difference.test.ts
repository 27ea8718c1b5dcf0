import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import type { DtmPair } from '../../../src/shared/contract/terrain';
import { tileColumn, tileRow } from '../../../src/main/terrain/tile/tilePixels';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

afterAll(close);

const [west, south] = [2_759_000, 1_217_000] as const;
const planeM = (x: number, y: number): number => 500 + 0.1 * (x - west) - 0.05 * (y - south);
let pair: DtmPair = { laterDtmId: 0, earlierDtmId: 0 };

/** A square of 3 km in Swiss coordinates. */
function writeGrid(name: string, cellM: number, heightM: (x: number, y: number) => number | null): string {
  const cells = 3000 / cellM;
  const lines = Array.from({ length: cells }, (_, row) =>
    Array.from({ length: cells }, (_, column) => {
      const value = heightM(west + (column + 0.5) * cellM, south + (cells - row - 0.5) * cellM);
      return value === null ? '-9999' : value.toFixed(3);
    }).join(' '),
  );
  const path = join(folder, name);
  const head = `ncols ${cells}\nnrows ${cells}\nxllcorner ${west}\nyllcorner ${south}\ncellsize ${cellM}\nNODATA_value -9999\n`;
  writeFileSync(path, `${head}${lines.join('\n')}\n`);
  return path;
}

beforeAll(async () => {
  // Two metres higher all over; a block of 300 m that is 50 m higher still, and a strip that was not measured.
  const isRaised = (x: number, y: number): boolean =>
    Math.abs(x - west - 2000) < 150 && Math.abs(y - south - 2000) < 150;
  const later = writeGrid('later.asc', 10, (x, y) =>
    x - west < 300 ? null : planeM(x, y) + 2 + (isRaised(x, y) ? 50 : 0),
  );
  const earlier = writeGrid('earlier.asc', 20, planeM);
  await engine.create(join(folder, 'years.topo2vec'));
  await run({ kind: 'import-dtms', paths: [later, earlier], crs: 'EPSG:2056' });
  const dtms = await handlers.dtms.list(undefined, never());
  const idOf = (name: string): number => dtms.find((dtm) => dtm.path.endsWith(name))?.id ?? NaN;
  pair = { laterDtmId: idOf('later.asc'), earlierDtmId: idOf('earlier.asc') };
});

/** The difference in the pixel of a tile of zoom 15 that holds a place of the grid. */
async function differenceAt(x: number, y: number, dtms: DtmPair): Promise<number | null> {
  const place = await handlers.terrain.fromCrs({ x, y }, never());
  if (place === null) throw new Error('No place.');
  const [column, row] = [tileColumn(15, place.lonDeg), tileRow(15, place.latDeg)];
  const tile = { z: 15, x: Math.floor(column), y: Math.floor(row) };
  const values = await handlers.terrain.difference({ ...tile, ...dtms }, never());
  const pixel = Math.floor((row % 1) * 256) * 256 + Math.floor((column % 1) * 256);
  return values?.[pixel] ?? null;
}

test('says how much higher the later DTM is, whatever the pixels of either', async () => {
  expect(await differenceAt(west + 1000, south + 1000, pair)).toBeCloseTo(2, 1);
  expect(await differenceAt(west + 2000, south + 2000, pair)).toBeCloseTo(52, 1);
  const reverse = { laterDtmId: pair.earlierDtmId, earlierDtmId: pair.laterDtmId };
  expect(await differenceAt(west + 2000, south + 2000, reverse)).toBeCloseTo(-52, 1);
});

test('has no difference where only one was measured, and nothing of a DTM that is not there', async () => {
  expect((await differenceAt(west + 250, south + 1500, pair)) ?? NaN).toBeNaN();
  expect(await differenceAt(west + 1000, south + 1000, { ...pair, earlierDtmId: 4711 })).toBeNull();
  expect(await handlers.terrain.differenceFacts({ ...pair, laterDtmId: 4711 }, never())).toBeNull();
});

test('the median and the spread are not swayed by what changed', async () => {
  const facts = await handlers.terrain.differenceFacts(pair, never());
  expect(facts?.places).toBeGreaterThan(40_000);
  expect(facts?.medianM).toBeCloseTo(2, 2);
  expect(facts?.nmadM).toBeLessThan(0.05);
  // The raised block is 1.1 % of what both have.
  expect(facts?.spannedM).toBeLessThan(3);
});
