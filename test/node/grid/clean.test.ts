import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import type { ShardLayer, StoredShard } from '../../../src/main/grid/shards/shard';
import { ShardWriter } from '../../../src/main/grid/shards/shardWriter';
import { verifyShard } from '../../../src/main/grid/shards/shardHash';
import { temporaryFolder } from '../engine/folder';
import { runsGrids } from './gridCommand';
import { GridServer, type TestGrid } from './gridServer';
import { chunkAt, layer as shape } from './shardOf';

const folder = temporaryFolder();
const crsCode = 'EPSG:32632';
const LONG_AGO = new Date('2026-01-01');
let server: GridServer;

const cleaned = z.object({
  found: z.array(z.looseObject({ key: z.string() })),
  removed: z.array(z.string()),
});

/** A layer in the grid whose shards can be written without embedding. */
async function layerIn({ database }: TestGrid): Promise<ShardLayer> {
  const { beginLayer } = await import('../../../src/main/grid/control/layers');
  await database.run(
    "INSERT INTO topo2vec.encoders (key, name, card, weights) VALUES ('e', 'polar', '{}', '')",
  );
  const asked = { encoderKey: 'e', radiusM: shape.radiusM, stepM: shape.stepM };
  return beginLayer(database, asked, shape.rotation);
}

describe.runIf(runsGrids)('cleaning a grid (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, []);
  });

  afterAll(() => server.stop());

  test('removes what no row names when it is old, and nothing that is or will be needed', async () => {
    const grid = await server.newGrid('clean', '--shard-chunks', '2');
    const layer = await layerIn(grid);
    const store = await openObjectStore(grid.data);
    const { enterShard } = await import('../../../src/main/grid/control/manifest');
    const { openGrid } = await import('../../../src/main/grid/control/grid');
    const { Jobs } = await import('../../../src/main/grid/control/jobs');
    const { ShardQueue } = await import('../../../src/main/grid/control/shardQueue');
    const write = async (column: number, program: string): Promise<StoredShard> => {
      const writer = new ShardWriter(store, layer, { crsCode, column, row: -40 }, program);
      writer.add(chunkAt(0, 0));
      const stored = await writer.finish();
      if (stored === null) throw new Error('Nothing was written.');
      return stored;
    };
    const enter = async (column: number, stored: StoredShard): Promise<void> => {
      const place = { crsCode, column, row: -40 };
      const how = { terrainKey: 't', program: 'p', revision: 1, seconds: 1, worker: 'w' };
      await enterShard(grid.database, { layerId: layer.id, ...place, ...how, stored });
    };
    const clean = async (...options: string[]): Promise<z.infer<typeof cleaned>> =>
      cleaned.parse(await server.command('grid', 'clean', grid.address, ...options));
    const age = (key: string): void => {
      for (const { parentPath, name } of readdirSync(join(grid.data, key), {
        recursive: true,
        withFileTypes: true,
      }))
        utimesSync(join(parentPath, name), LONG_AGO, LONG_AGO);
    };

    // In column 0 one shard in place of another; in 1 one that was never entered, in 2 one that somebody is to embed again.
    const [replaced, current] = [await write(0, 'before'), await write(0, 'now')];
    await enter(0, current);
    const lost = await write(1, 'killed');
    const awaited = await write(2, 'killed');
    const opened = await openGrid(grid.address);
    const jobs = await Jobs.open(opened, false);
    const queue = new ShardQueue(jobs, 'p');
    await queue.prepare();
    const place = { layerId: layer.id, encoderKey: 'e', crsCode, column: 2, row: -40 };
    await queue.plan([{ kind: 'embed', ...place, program: 'p', dtmIds: [], terrainKey: 't', revision: 1 }]);
    await jobs.close();
    await opened.database.close();
    const runId = 'ab'.repeat(32);
    await grid.database.run("INSERT INTO topo2vec.runs (id, layer_id, recipe) VALUES ($1, $2, '{}')", [
      runId,
      layer.id,
    ]);
    const detections = `detections/${runId}/epsg-32632/0.-40.0123456789abcdef.parquet`;
    // Of a layer that this grid has not.
    const others = `layers/${'cd'.repeat(32)}/epsg-32632/0.-40.0123456789abcdef.zarr`;
    for (const folder of [dirname(detections), others])
      mkdirSync(join(grid.data, folder), { recursive: true });
    for (const own of [detections, `${others}/zarr.json`, 'layers/notes.txt', 'stac.json'])
      writeFileSync(join(grid.data, own), 'x');

    const orphans = [detections, lost.key, replaced.key].sort();
    const young = await clean('--remove');
    expect(young.found.map(({ key }) => key).sort()).toEqual(orphans);
    expect(young.removed).toEqual([]);

    for (const key of [replaced.key, current.key, lost.key, awaited.key, others]) age(key);
    utimesSync(join(grid.data, detections), LONG_AGO, LONG_AGO);
    // Who has just read the manifest may still read what was replaced a moment ago.
    expect((await clean()).removed).toEqual([]);
    expect((await clean('--remove')).removed.sort()).toEqual([detections, lost.key].sort());
    await grid.database.run("UPDATE topo2vec.shards SET done = now() - interval '8 days'");
    expect((await clean('--remove', '--days', '9')).removed).toEqual([]);
    expect((await clean('--remove')).removed).toEqual([replaced.key]);
    expect(await clean('--remove')).toEqual({ found: [], removed: [] });

    for (const key of orphans) expect(existsSync(join(grid.data, key))).toBe(false);
    for (const kept of [current, awaited]) expect(await verifyShard(store, kept)).toBe(true);
    expect(readdirSync(grid.data).sort()).toEqual(['grid.json', 'layers', 'stac.json']);
    expect(readdirSync(join(grid.data, 'layers')).sort()).toEqual(
      [layer.id, 'cd'.repeat(32), 'notes.txt'].sort(),
    );
    await expect(clean('--remove', '--days', '0')).rejects.toThrow('less than a day old');
  });

  test('a store is of one grid: another one is refused there, and cleans nothing of it', async () => {
    const grid = await server.newGrid('first');
    const other = await server.newGrid('second');
    // Equal layers have equal names in both.
    const layers = [await layerIn(grid), await layerIn(other)];
    expect(new Set(layers.map(({ id }) => id)).size).toBe(1);
    const lost = join(grid.data, `layers/${layers[0]?.id ?? ''}/epsg-32632/0.-40.0123456789abcdef.zarr`);
    mkdirSync(lost, { recursive: true });
    writeFileSync(join(lost, 'zarr.json'), 'x');
    for (const path of [lost, join(lost, 'zarr.json')]) utimesSync(path, LONG_AGO, LONG_AGO);
    const clean = ['grid', 'clean', other.address, '--remove', '--data', grid.data];
    await expect(server.command(...clean)).rejects.toThrow('holds the shards of another grid');
    expect(existsSync(lost)).toBe(true);
    await grid.database.run('CREATE DATABASE third');
    const third = ['grid', 'new', server.postgres.address('third'), '--terrain', server.terrain];
    await expect(server.command(...third, '--data', grid.data)).rejects.toThrow(
      'holds the shards of another grid',
    );
    // Nothing was made, so that another place will do.
    await server.command(...third, '--data', join(folder, 'third'));
    // A grid of an older version has not said whose its store is.
    rmSync(join(grid.data, 'grid.json'));
    await expect(server.command('grid', 'clean', grid.address)).rejects.toThrow('does not say whose shards');
    await server.command('grid', 'new', grid.address, '--terrain', server.terrain, '--data', grid.data);
    expect(cleaned.parse(await server.command('grid', 'clean', grid.address)).found).toHaveLength(1);
  });
});
