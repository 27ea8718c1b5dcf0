import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { landforms } from '../../../src/shared/terrain/landforms';
import { tileLocations } from '../../../src/main/engine/tiles/landformTile';
import { geomorphons } from '../../../src/main/terrain/landforms/geomorphon';
import { openTerrain } from '../../../src/main/terrain/terrain';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const RADIUS_M = 480;
const peak = [9.5777, 47.066] as const;

beforeAll(async () => {
  await engine.create(join(folder, 'landforms.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

/** The tile and cell of a location (OpenStreetMap wiki, Slippy map tilenames). */
function cellOf(zoom: number, lonDeg: number, latDeg: number): { x: number; y: number; cell: number } {
  const latRad = (latDeg * Math.PI) / 180;
  const column = ((lonDeg + 180) / 360) * 2 ** zoom;
  const row = ((1 - Math.log(Math.tan(latRad) + 1 / Math.cos(latRad)) / Math.PI) / 2) * 2 ** zoom;
  const [x, y] = [Math.floor(column), Math.floor(row)];
  return { x, y, cell: Math.floor((row - y) * 64) * 64 + Math.floor((column - x) * 64) };
}

/** Names of the landforms in the cells around a location, drawn at zoom 13: cells of 50 m. */
async function formsAround(
  lonDeg: number,
  latDeg: number,
  radiusM = RADIUS_M,
): Promise<(string | undefined)[]> {
  const { x, y, cell } = cellOf(13, lonDeg, latDeg);
  const tile = await handlers.terrain.landforms({ radiusM, z: 13, x, y }, never());
  return [-64, 0, 64].flatMap((down) =>
    [-1, 0, 1].map((right) => landforms.find(({ code }) => code === tile?.[cell + down + right])?.name),
  );
}

test('the map draws the landforms of known places', async () => {
  // Peaks of OpenStreetMap, the first of them Grauspitz; then the Rhine's plain at Ruggell.
  expect(await formsAround(9.5814, 47.0529)).toContain('Summit');
  expect(await formsAround(9.5524, 47.0579)).toContain('Summit');
  expect(await formsAround(...peak)).toContain('Summit');
  const plain = await formsAround(9.528, 47.245, 1600);
  expect(plain).toContain('Flat');
  expect(plain).not.toContain('Summit');
});

test('the map draws nothing outside the terrain, nor places far apart', async () => {
  const beside = cellOf(13, 8, 47.1);
  expect(await handlers.terrain.landforms({ radiusM: RADIUS_M, z: 13, ...beside }, never())).toBeNull();
  // Cells of zoom 7 are 3.3 km wide there.
  const wide = cellOf(7, 9.55, 47.15);
  expect(await handlers.terrain.landforms({ radiusM: RADIUS_M, z: 7, ...wide }, never())).toBeNull();
  expect(await handlers.terrain.landforms({ radiusM: 2000, z: 7, ...wide }, never())).not.toBeNull();
});

test.each([
  ['nearer than the samples of a patch', 480, 15, 0.9],
  ['about as near as they', 240, 14, 0.8],
  ['three times as far apart', 240, 12, 0.8],
  ['farther apart than a grid is read for', 240, 10, 1],
])('the map draws what patches say, for cells %s', async (_, radiusM, z, least) => {
  const { x, y } = cellOf(z, ...peak);
  const tile = await handlers.terrain.landforms({ radiusM, z, x, y }, never());
  const terrain = await openTerrain({
    dtms: [{ path: fixture('dtm', 'liechtenstein_srtm1.tif') }],
    cacheDir: join(folder, 'cache'),
  });
  const { values } = await terrain.samplePatches(tileLocations({ z, x, y }), radiusM);
  await terrain.close();
  // A cell takes the landform of a place of the grids, half a cell away at most: at the border of a form it may be
  // the neighbouring one.
  const codes = geomorphons(values, radiusM / 8);
  const same = codes.filter((code, cell) => code === tile?.[cell]).length;
  expect(same / codes.length).toBeGreaterThanOrEqual(least);
});

test('the map compares a head with the classical method, patch by patch', async () => {
  await run({ kind: 'import-labels', path: fixture('osm', 'liechtenstein.osm.pbf'), classIds: ['peak'] });
  const box = { westDeg: 9.56, southDeg: 47.05, eastDeg: 9.6, northDeg: 47.09 };
  const task = await run({ kind: 'detect', classIds: ['peak'], radiiM: [RADIUS_M], box });
  const runId = task.result?.kind === 'detection-run' ? task.result.runId : 0;
  const { x, y, cell } = cellOf(13, ...peak);
  const request = { runId, classId: 'peak', radiusM: RADIUS_M, z: 13, x, y };
  const agreement = await handlers.detections.agreement(request, never());
  const probability = await handlers.detections.tile({ ...request, radiiM: [RADIUS_M] }, never());
  const pairs = Array.from({ length: 4096 }, (_, i) => {
    const pixel = (4 * Math.floor(i / 64) + 2) * 256 + 4 * (i % 64) + 2;
    return {
      answer: agreement?.[2 * i + 1] ?? NaN,
      head: agreement?.[2 * i],
      // The cell's middle is the corner of four pixels.
      drawn: [0, -1, -256, -257].map((step) => probability?.[pixel + step] ?? NaN),
    };
  });
  const asked = pairs.filter(({ answer }) => answer > 0);
  expect(asked.length).toBeGreaterThan(1000);
  for (const { head, drawn } of asked) expect(drawn).toContain(head);
  for (const { drawn } of pairs.filter(({ answer }) => answer === 0))
    expect(drawn.some(Number.isNaN)).toBe(true);
  // Lattice cells of 240 m: the peak's own is at most three tile cells away.
  const near = [-192, 0, 192].flatMap((down) =>
    [-3, 0, 3].map((right) => pairs[cell + down + right]?.answer),
  );
  expect(near).toContain(2);
  const yes = asked.filter(({ answer }) => answer === 2).length;
  expect(yes / asked.length).toBeLessThan(0.2);
  expect(await handlers.detections.agreement({ ...request, radiusM: 240 }, never())).toBeNull();
});
