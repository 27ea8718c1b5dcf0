import { readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { verifyShard } from '../../../src/main/grid/shards/shardHash';
import { ownMounts } from '../cli/smallDisk/smallDisk';
import { temporaryFolder } from '../engine/folder';
import { resultsOf, runsGrids } from './gridCommand';
import { GridServer, jobsOf, manifestOf, stopAmid, type TestGrid } from './gridServer';
import { Proxy } from './proxy';

const folder = temporaryFolder();
let server: GridServer;

/** How often any shard was tried again. */
const retriesOf = ({ database }: TestGrid): Promise<{ most: number } | null> =>
  database.get(z.object({ most: z.number() }), 'SELECT max(retry_count) AS most FROM topo2vec_jobs.job');

/** Files below a folder. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));

describe.runIf(runsGrids)('faults of workers (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [resolve('resources', 'sample', 'liechtenstein_srtm1.tif')]);
  });

  afterAll(() => server.stop());

  test('a worker that is told to stop gives its shard back at once, and counts what it did', async () => {
    const grid = await server.newGrid('told', '--shard-chunks', '2');
    const shards = await server.queueShards(grid, 60);
    const told = server.startWorker(grid.address);
    await stopAmid(told, grid, []);
    told.signal('SIGTERM');
    told.signal('SIGCONT');
    expect(await told.ended()).toBe(0);
    expect(resultsOf(told).at(-1)).toBe('given-back');
    expect(await jobsOf(grid.database, 'active')).toEqual([]);
    const done = resultsOf(told).length - 1;
    expect((await jobsOf(grid.database, 'created')).length).toBe(shards - done);

    const other = server.startWorker(grid.address);
    await other.until(() => resultsOf(other).length === shards - done);
    const port = other.events.find(({ event }) => event === 'started')?.metricsPort ?? 0;
    const counts = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(counts).toContain(`\ntopo2vec_shards_total{result="done"} ${shards - done}\n`);
    const embedded = (await manifestOf(grid.database)).reduce((sum, { embeddings }) => sum + embeddings, 0);
    const own = Number(/^topo2vec_embeddings_total (\d+)$/m.exec(counts)?.[1]);
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThanOrEqual(embedded);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    const third = server.startWorker(grid.address, '--metrics', `${port}`);
    expect(await third.ended()).toBe(2);
    other.signal('SIGTERM');
    expect(await other.ended()).toBe(0);
    expect(await manifestOf(grid.database)).toHaveLength(shards);
    // What is given back does not count as a try.
    expect(await retriesOf(grid)).toEqual({ most: 0 });
  });

  test.runIf(ownMounts !== undefined)(
    'a worker whose disk is full gives its shard back with the reason, and goes on when there is room (needs mounts of its own)',
    async () => {
      const grid = await server.newGrid('disk_full', '--shard-chunks', '2');
      const shards = await server.queueShards(grid, 120);
      // A small disk in place of the folder, which this worker alone sees, and a file that fills it.
      const script =
        'mount -t tmpfs -o size=64m tmpfs "$0" && { head -c 64m /dev/zero >"$0/filler"; exec "$@"; }';
      const worker = server.startWorkerIn(
        [...(ownMounts ?? []), 'sh', '-c', script, grid.data],
        grid.address,
      );
      await worker.until((events) => events.some(({ event }) => event === 'waiting'));
      const givenBack = worker.events.find(({ event }) => event === 'shard');
      expect(givenBack).toMatchObject({
        result: 'given-back',
        reason: expect.stringMatching(/^The disk is full: .+ could not be written/) as string,
      });
      expect(await manifestOf(grid.database)).toEqual([]);
      expect(await jobsOf(grid.database, 'created')).toHaveLength(shards);
      const disk = `/proc/${worker.pid}/root${grid.data}`;
      expect(filesIn(disk)).toEqual(['filler']);

      rmSync(`${disk}/filler`);
      await worker.until(() => resultsOf(worker).filter((result) => result === 'done').length === shards);
      const manifest = await manifestOf(grid.database);
      expect(manifest).toHaveLength(shards);
      const store = await openObjectStore(disk);
      const kept = manifest.flatMap(({ key, sha256 }) =>
        key === null || sha256 === null ? [] : [{ key, sha256 }],
      );
      for (const shard of kept) expect(await verifyShard(store, shard)).toBe(true);
      const stored = filesIn(disk).map((path) => path.slice(0, path.indexOf('.zarr/') + '.zarr'.length));
      expect([...new Set(stored)].sort()).toEqual(kept.map(({ key }) => key).sort());
      expect(await retriesOf(grid)).toEqual({ most: 0 });
      worker.signal('SIGTERM');
      expect(await worker.ended()).toBe(0);
    },
  );

  test('a worker cut off from the database comes back, and loses and doubles nothing', async () => {
    const grid = await server.newGrid('cut', '--shard-chunks', '2', '--lease', '10');
    const shards = await server.queueShards(grid, 60);
    const address = new URL(grid.address);
    const proxy = await Proxy.start(Number(address.port));
    address.port = `${proxy.port}`;
    // It waits for a database that it cannot reach from the start as well.
    await proxy.cut();
    const cutOff = server.startWorker(address.href);
    await cutOff.until((events) => events.some(({ event }) => event === 'waiting'));
    await proxy.restore();
    await cutOff.until(() => resultsOf(cutOff).length > 0);
    const port = cutOff.events.find(({ event }) => event === 'started')?.metricsPort ?? 0;
    const counts = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await expect.poll(counts, { interval: 1, timeout: 60_000 }).toContain('\ntopo2vec_busy 1\n');
    const waited = cutOff.events.filter(({ event }) => event === 'waiting').length;
    await proxy.cut();
    await cutOff.until((events) => events.filter(({ event }) => event === 'waiting').length > waited);
    const other = server.startWorker(grid.address, '--until-done');
    expect(await other.ended()).toBe(0);
    const before = await manifestOf(grid.database);
    expect(before).toHaveLength(shards);
    await proxy.restore();
    const more = await server.queueShards(grid, 240);
    await expect
      .poll(async () => (await manifestOf(grid.database)).length, { timeout: 300_000 })
      .toBe(shards + more);
    cutOff.signal('SIGTERM');
    expect(await cutOff.ended()).toBe(0);
    const after = await manifestOf(grid.database);
    expect(after).toEqual(expect.arrayContaining(before));
    // What it was doing when it was cut off was entered once: by it, or by the other one.
    const done = [cutOff, other].flatMap(resultsOf).filter((result) => result === 'done');
    expect(done.length).toBeLessThanOrEqual(shards + more);
    expect(resultsOf(cutOff)).not.toContain('failed');
    await proxy.cut();
  });

  test('shards of another program are refused, and said so', async () => {
    const grid = await server.newGrid('versions', '--shard-chunks', '4', '--retries', '0');
    const shards = await server.queueShards(grid, 120);
    await grid.database.run(
      `UPDATE topo2vec_jobs.job SET data = jsonb_set(data, '{program}', '"0.0.1-abc"')
       WHERE id = (SELECT id FROM topo2vec_jobs.job WHERE state = 'created' ORDER BY id LIMIT 1)`,
    );
    const { openGrid } = await import('../../../src/main/grid/control/grid');
    const { Jobs } = await import('../../../src/main/grid/control/jobs');
    const { ShardQueue } = await import('../../../src/main/grid/control/shardQueue');
    const opened = await openGrid(grid.address);
    const jobs = await Jobs.open(opened, false);
    const elsewhere = new ShardQueue(jobs, '9.9.9-def');
    await elsewhere.prepare();
    const place = { layerId: 'other', encoderKey: 'other', crsCode: 'EPSG:32632', column: 0, row: 0 };
    await elsewhere.plan([{ kind: 'detect', runId: 'other', ...place, program: '9.9.9-def' }]);
    await jobs.close();
    await opened.database.close();
    const worker = server.startWorker(grid.address, '--until-done');
    expect(await worker.ended()).toBe(0);
    expect(resultsOf(worker).sort()).toEqual([...Array<string>(shards - 1).fill('done'), 'failed']);
    expect(worker.events.find(({ event }) => event === 'refused')?.reason).toContain('9.9.9-def');
    const status = z.object({
      embed: z.looseObject({ deadShards: z.array(z.looseObject({ reason: z.string() })) }),
      detect: z.looseObject({ elsewhere: z.record(z.string(), z.number()) }),
    });
    const { embed, detect } = status.parse(await server.command('grid', 'status', grid.address));
    expect(embed.deadShards.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('planned by topo2vec 0.0.1-abc'),
    ]);
    expect(detect.elsewhere).toEqual({ '9.9.9-def': 1 });
  });
});
