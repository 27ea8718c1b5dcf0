import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { GridDetection } from '../../../src/main/grid/catalog/detections';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { regionContains, regionOfRings, type Region } from '../../../src/shared/geo/region';
import { fixture, temporaryFolder } from '../engine/folder';
import { startEngine } from '../engine/workbench';
import { resultsOf, runsGrids, type WorkerProcess } from './gridCommand';
import { GridServer, manifestOf, type TestGrid } from './gridServer';
import { startS3Server, type S3Server } from './s3Server';

const dtm = 'liechtenstein_srtm1.tif';
const sampleDtm = resolve('resources', 'sample', dtm);
const asked = ['--radius', '480', '--step', '240'];
const folder = temporaryFolder();
let server: GridServer;
let s3: S3Server;

/** What a worker said. */
const saidBy = ({ events, said }: WorkerProcess): string => JSON.stringify(events) + said;

describe.runIf(runsGrids)('a grid in a bucket (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    s3 = await startS3Server();
    for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
    server = await GridServer.start(folder, [sampleDtm]);
  });

  afterAll(async () => {
    await server.stop();
    s3.close();
    vi.unstubAllEnvs();
  });

  test('workers read DTMs and shards there, and make what they make in a folder', async () => {
    s3.objects.set(`terrain/of all/${dtm}`, readFileSync(sampleDtm));
    const inBucket = await server.newGrid('bucket', '--shard-chunks', '1', '--data', 's3://bucket/shards');
    const inFolder = await server.newGrid('folder', '--shard-chunks', '1');
    await server.command('grid', 'add-dtm', inBucket.address, `s3://bucket/terrain/of all/${dtm}`);
    await server.command('grid', 'add-dtm', inFolder.address, join(server.terrain, dtm));
    // A part of it first.
    const ring = [
      [9.4, 47],
      [9.56, 47],
      [9.4, 47.3],
    ];
    const outline = join(folder, 'west.geojson');
    writeFileSync(outline, JSON.stringify({ type: 'Polygon', coordinates: [[...ring, ring[0]]] }));
    const west = await server.command('grid', 'embed', inBucket.address, ...asked, '--region', outline);
    for (const { address } of [inBucket, inFolder]) await server.command('grid', 'embed', address, ...asked);

    // A bucket that cannot be used for a while costs no shard a try.
    s3.isDown = true;
    const worker = server.startWorker(inBucket.address);
    await worker.until((events) => events.some(({ event }) => event === 'waiting'));
    s3.isDown = false;
    const other = server.startWorker(inBucket.address, '--until-done');
    expect(await other.ended()).toBe(0);
    expect(await server.startWorker(inFolder.address, '--until-done').ended()).toBe(0);
    const manifest = await manifestOf(inFolder.database);
    expect(manifest.length).toBeGreaterThan(2);
    expect(await manifestOf(inBucket.database)).toEqual(manifest);
    const [{ shards }] = z.tuple([z.object({ shards: z.number() })]).parse(west);
    expect(shards).toBeGreaterThan(0);
    expect(shards).toBeLessThan(manifest.length);
    const objects = [...s3.objects.keys()].filter((key) => key.startsWith('shards/layers/'));
    expect(objects.length).toBeGreaterThan(4 * manifest.length);
    for (const key of objects)
      expect(
        s3.objects.get(key)?.equals(readFileSync(join(inFolder.data, key.slice('shards/'.length)))),
      ).toBe(true);

    const project = join(folder, 'heads.topo2vec');
    const { engine, run, close } = startEngine(folder);
    await engine.create(project);
    await run({ kind: 'import-dtms', paths: [join(server.terrain, dtm)] });
    await run({ kind: 'import-labels', path: fixture('osm', 'liechtenstein.osm.pbf'), classIds: ['peak'] });
    await close();
    const { findDetections } = await import('../../../src/main/grid/search/findDetections');
    const found = async ({ database }: TestGrid, data: string, region?: Region): Promise<GridDetection[]> => {
      const all = { classIds: undefined, radiiM: undefined, from: undefined, region };
      return (await findDetections(database, await openObjectStore(data), all)).flatMap(({ detections }) => [
        ...detections,
      ]);
    };
    for (const { address } of [inBucket, inFolder]) {
      await server.command('grid', 'detect', address, '--project', project, '--class', 'peak', ...asked);
      expect(await server.startWorker(address, '--until-done').ended()).toBe(0);
    }
    const peaks = await found(inFolder, inFolder.data);
    expect(await found(inBucket, 's3://bucket/shards')).toEqual(peaks);
    const region = regionOfRings([ring.flat()]);
    const inWest = peaks.filter(({ lonDeg, latDeg }) => regionContains(region, lonDeg, latDeg));
    expect(peaks.length).toBeGreaterThan(10);
    expect(inWest.length).toBeLessThan(peaks.length);
    expect(await found(inBucket, 's3://bucket/shards', region)).toEqual(inWest);

    // The project takes the copy of that name in the folder of terrain, where there is one.
    const opened = (name: string, terrain: string): Promise<unknown> =>
      server.command('grid', 'open', inBucket.address, join(folder, name), '--terrain', terrain);
    expect(await opened('copied.topo2vec', server.terrain)).toMatchObject({ dtms: 1 });
    expect(await opened('bare.topo2vec', folder)).toMatchObject({ dtms: 0 });

    worker.signal('SIGTERM');
    expect(await worker.ended()).toBe(0);
    expect([worker, other].flatMap(resultsOf)).not.toContain('failed');
    for (const text of [saidBy(worker), saidBy(other), JSON.stringify(manifest)])
      expect(text).not.toMatch(/X-Amz|secret|AKIA/);
  });
});
