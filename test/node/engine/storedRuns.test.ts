import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { addLabel } from '../../../src/main/engine/labels/labels';
import { listDetections } from '../../../src/main/engine/detections/listDetections';
import { findMap, readMap } from '../../../src/main/engine/detections/runMaps';
import { listRuns, type StoredRun } from '../../../src/main/engine/detections/runs';
import { storeRun, type NewMap } from '../../../src/main/engine/detections/storeRun';
import type { Database } from '../../../src/main/engine/store/database';
import { chunksOf, latticeForBox } from '../../../src/main/terrain/geo/lattice';
import { fixture, temporaryFolder } from './folder';
import { startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const path = join(folder, 'runs.topo2vec');

beforeAll(async () => {
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

const box = { westDeg: 9.5, southDeg: 47.05, eastDeg: 9.56, northDeg: 47.13 };
const lattice = latticeForBox(box, 60);
const info: StoredRun = {
  classIds: ['peak'],
  radiiM: [240, 480],
  box,
  threshold: 0.5,
  flatTimes: 40,
  flatBelowM: [36],
  encoder: 'polar',
  heads: ['Peak'],
  dtms: ['liechtenstein_srtm1.tif'],
  ground: '',
};

/** Maps of two chunks with a peak and a lesser one; `before` runs before each map. */
async function* maps(before: (radiusM: number) => Promise<void>): AsyncGenerator<NewMap> {
  for (const radiusM of info.radiiM) {
    await before(radiusM);
    const probabilities = new Float32Array(lattice.columns * lattice.rows).fill(0.1);
    probabilities[lattice.columns + 6] = 0.9;
    const detections = [0.9, 0.3].map((score) => ({ lonDeg: 9.51, latDeg: 47.1, score }));
    yield { classId: 'peak', radiusM, lattice, probabilities, detections };
  }
}

const countOf = async (database: Database, table: string): Promise<number> => {
  const row = await database.get(z.object({ n: z.number() }), `SELECT count(*) AS n FROM ${table}`);
  return row?.n ?? NaN;
};

test('labels are stored while a detection stores its maps, and the run appears once complete', async () => {
  const { project } = engine.current;
  const { database } = project;
  const before = await countOf(database, 'labels');
  const seen: [maps: number, chunks: number, runs: number][] = [];
  const runId = await storeRun(
    database,
    info,
    maps(async () => {
      const place = { lonDeg: 9.51 + seen.length / 1000, latDeg: 47.1 };
      await addLabel(project, { classId: 'peak', ...place, positive: true });
      const [mapCount, chunkCount] = [
        await countOf(database, 'run_maps'),
        await countOf(database, 'run_chunks'),
      ];
      seen.push([mapCount, chunkCount, (await listRuns(database)).length]);
    }),
  );
  expect(await countOf(database, 'labels')).toBe(before + 2);
  expect(seen).toEqual([
    [0, 0, 0],
    [1, chunksOf(lattice).length, 0],
  ]);
  expect((await listRuns(database)).map(({ id, counts }) => ({ id, counts }))).toEqual([
    { id: runId, counts: [[1, 1]] },
  ]);
  const found = await listDetections(database, runId);
  expect([...found.probability]).toEqual([Math.fround(0.9), Math.fround(0.9)]);
  const map = await findMap(database, runId, 'peak', 480);
  const whole = map === null ? new Float32Array() : await readMap(database, map);
  expect(whole[lattice.columns + 6]).toBe(Math.fround(0.9));
});

test('a failed or killed detection leaves nothing behind', async () => {
  const { database } = engine.current.project;
  const before = await countOf(database, 'runs');
  const failing = storeRun(
    database,
    info,
    maps((radiusM) => (radiusM === 480 ? Promise.reject(new Error('no power')) : Promise.resolve())),
  );
  await expect(failing).rejects.toThrow('no power');
  expect(await countOf(database, 'runs')).toBe(before);
  expect(await countOf(database, 'run_maps')).toBe(2 * before);

  await database.transaction((transaction) =>
    transaction.run("INSERT INTO runs (info, created_ms, complete) VALUES ('{}', 0, 0)"),
  );
  expect(await listRuns(database)).toHaveLength(before);
  await engine.close();
  await engine.open(path);
  expect(await countOf(engine.current.project.database, 'runs')).toBe(before);
});
