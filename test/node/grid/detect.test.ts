import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { listDetections } from '../../../src/main/engine/detections/listDetections';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { boxContains } from '../../../src/shared/geo/lonLat';
import type { StrongestDetections } from '../../../src/shared/contract/gridDetections';
import { readDetections, type GridDetection } from '../../../src/main/grid/catalog/detections';
import { CHUNK_CELLS, cellMapper } from '../../../src/main/terrain/geo/lattice';
import { fixture, temporaryFolder } from '../engine/folder';
import { never, startEngine } from '../engine/workbench';
import { resultsOf, runsGrids } from './gridCommand';
import { detectedOf, GridServer, jobsOf, stopAmid, type TestGrid } from './gridServer';

const dtm = 'liechtenstein_srtm1.tif';
const folder = temporaryFolder();
const project = join(folder, 'heads.topo2vec');
const classes = ['peak', 'saddle'];
const [radiusM, stepM] = [240, 60];
let server: GridServer;

/** A detection as text, its probability as projects store it: in Float32. */
const textOf = (place: Pick<GridDetection, 'lonDeg' | 'latDeg' | 'probability' | 'classId'>): string =>
  [place.classId, place.lonDeg, place.latDeg, Math.fround(place.probability)].join(' ');

/** Detects in a project of the same terrain. @returns all that it found, as text */
async function detectLocally(): Promise<string[]> {
  const { engine, run, close } = startEngine(folder);
  const { database } = await engine.create(project);
  await run({ kind: 'import-dtms', paths: [join(server.terrain, dtm)] });
  await run({ kind: 'import-labels', path: fixture('osm', 'liechtenstein.osm.pbf'), classIds: classes });
  await run({ kind: 'detect', classIds: classes, radiiM: [radiusM], stepM, threshold: 0.02 });
  const found = await listDetections(database, 1);
  await close();
  return Array.from(found.probability, (probability, at) =>
    textOf({
      classId: classes[found.classIndex[at] ?? -1] ?? '',
      lonDeg: found.lonDeg[at] ?? NaN,
      latDeg: found.latDeg[at] ?? NaN,
      probability,
    }),
  ).sort();
}

/** How far a location is from the nearest border of the shards of one chunk, metres. */
function toBorderM({ lonDeg, latDeg }: GridDetection): number {
  const zone = { crsCode: 'EPSG:32632', originE: 0, originN: 0, stepM, columns: 1, rows: 1 };
  const distances = cellMapper(zone)(lonDeg, latDeg).map((at) => {
    const within = (((at + 0.5) % CHUNK_CELLS) + CHUNK_CELLS) % CHUNK_CELLS;
    return stepM * Math.min(within, CHUNK_CELLS - within);
  });
  return Math.min(...distances);
}

/** The strongest detections of a part of the grid, shard by shard, are those of all that lie in it. */
async function expectStrongest(grid: TestGrid, found: readonly GridDetection[]): Promise<void> {
  const { strongestDetections } = await import('../../../src/main/grid/search/strongestDetections');
  const { ShardDetections } = await import('../../../src/main/grid/search/shardDetections');
  const { countRuns } = await import('../../../src/main/grid/control/runs');
  const [run] = await countRuns(grid.database);
  const store = await openObjectStore(grid.data);
  const box = { westDeg: 9.52, southDeg: 47.08, eastDeg: 9.6, northDeg: 47.2 };
  const inBox = found
    .filter(({ lonDeg, latDeg }) => boxContains(box, lonDeg, latDeg))
    .map(({ probability }) => Math.fround(probability))
    .sort((a, b) => b - a);
  for (const most of [7, 100_000]) {
    const asked = { runId: run?.id ?? '', from: 0, box, most };
    const read = new ShardDetections();
    let last: StrongestDetections | undefined;
    for await (const event of strongestDetections(grid.database, store, read, asked, never())) last = event;
    expect([...(last?.probability ?? [])]).toEqual(inBox.slice(0, most));
    expect(last?.isAll).toBe(most > inBox.length);
  }
  expect(run).toMatchObject({ detections: found.length, radiusM, stepM });
}

describe.runIf(runsGrids)('detections of a grid (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [resolve('resources', 'sample', dtm)]);
  });

  afterAll(() => server.stop());

  test('two workers detect what a project detects, across the borders of shards, whoever is killed', async () => {
    const grid = await server.newGrid('detected', '--shard-chunks', '1', '--lease', '10');
    await grid.database.run(readFileSync(resolve('docs', 'grid-roles.sql'), 'utf8'));
    for (const role of ['reader', 'worker', 'planner'])
      await grid.database.run(`CREATE ROLE one_${role} LOGIN IN ROLE topo2vec_${role}`);
    const as = (role: string): string => server.postgres.address('detected', `one_${role}`);
    const work = (): ReturnType<GridServer['startWorker']> =>
      server.startWorker(as('worker'), '--until-done');
    const asked = ['--radius', `${radiusM}`, '--step', `${stepM}`];
    await server.command('grid', 'add-dtm', as('planner'), join(server.terrain, dtm));
    await server.command('grid', 'embed', as('planner'), ...asked);
    expect(await work().ended()).toBe(0);
    const expected = await detectLocally();

    const detect = ['--project', project, '--class', classes.join(','), ...asked];
    await expect(server.command('grid', 'detect', as('reader'), ...detect)).rejects.toThrow(
      'may not do this',
    );
    await server.command('grid', 'detect', as('planner'), ...detect);
    const workers = [work(), work()];
    expect(await Promise.all(workers.map((worker) => worker.ended()))).toEqual([0, 0]);
    const out = join(folder, 'found.parquet');
    await server.command('grid', 'detections', as('reader'), '--from', '0', '--out', out);
    const found = await readDetections(readFileSync(out));
    expect(found.map(textOf).sort()).toEqual(expected);
    await expectStrongest(grid, found);
    expect(found.filter((place) => toBorderM(place) < radiusM / 4).length).toBeGreaterThan(20);
    const status = z.object({ detect: z.looseObject({ found: z.number(), dead: z.number() }) });
    expect(status.parse(await server.command('grid', 'status', as('reader'))).detect).toMatchObject({
      ...{ found: found.length, dead: 0, waiting: 0, running: 0 },
    });

    const once = await detectedOf(grid.database);
    expect(workers.flatMap(resultsOf)).toEqual(once.map(() => 'done'));
    const none = await server.command('grid', 'detect', as('planner'), ...detect);
    expect(none).toMatchObject([{ done: once.length, queued: 0 }]);
    await grid.database.run('DELETE FROM topo2vec.run_shards');
    await server.command('grid', 'detect', as('planner'), ...detect);
    const killed = server.startWorker(as('worker'));
    await stopAmid(killed, grid, []);
    killed.signal('SIGKILL');
    const other = work();
    expect(await other.ended()).toBe(0);
    expect(await detectedOf(grid.database)).toEqual(once);
    for (const state of ['created', 'retry', 'active', 'failed'])
      expect(await jobsOf(grid.database, state)).toEqual([]);
    expect([killed, other].flatMap(resultsOf)).toEqual(once.map(() => 'done'));
  });
});
