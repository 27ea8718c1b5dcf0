import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { handlersOf } from '../../../src/main/engine/handlers';
import { findLayerById } from '../../../src/main/engine/layers/layers';
import { SqliteLayers } from '../../../src/main/engine/storedLayers/sqliteLayers';
import { openObjectStore } from '../../../src/main/grid/objects/openObjectStore';
import { ShardReader } from '../../../src/main/grid/shards/shardReader';
import { chunkRangeOf } from '../../../src/main/terrain/geo/lattice';
import type { LayerChunk } from '../../../src/shared/contract/layerForm';
import { temporaryFolder } from '../engine/folder';
import { never, startEngine } from '../engine/workbench';
import { resultsOf, runsGrids } from './gridCommand';
import { GridServer, manifestOf } from './gridServer';

const dtm = 'liechtenstein_srtm1.tif';
const sampleDtm = resolve('resources', 'sample', dtm);
const folder = temporaryFolder();
let server: GridServer;

/** What a chunk holds, in brief; NaN of any kind is NaN. */
const brief = ({ near, far, scale, error, reliefM }: LayerChunk): string => {
  const hash = createHash('sha256');
  for (const values of [near, far]) hash.update(values);
  for (const values of [scale, error, reliefM]) hash.update(values.join());
  return hash.digest('hex');
};

const hits = z.array(z.object({ lonDeg: z.number(), latDeg: z.number(), distance: z.number() }));
const status = z
  .object({
    embed: z.looseObject({
      done: z.number(),
      running: z.number(),
      waiting: z.number(),
      dead: z.number(),
      elsewhere: z.record(z.string(), z.number()),
      deadShards: z.array(z.looseObject({ reason: z.string(), attempts: z.number() })),
    }),
  })
  .transform(({ embed }) => embed);

describe.runIf(runsGrids)('a grid (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [sampleDtm]);
  });

  afterAll(() => server.stop());

  test('two workers embed what a project embeds, and look-alikes are the same', async () => {
    const grid = await server.newGrid('same', '--shard-chunks', '4');
    await server.command('grid', 'add-dtm', grid.address, join(server.terrain, dtm));
    await server.command('grid', 'embed', grid.address, '--radius', '240', '--step', '120');
    const workers = [1, 2].map(() => server.startWorker(grid.address, '--until-done'));
    expect(await Promise.all(workers.map((worker) => worker.ended()))).toEqual([0, 0]);
    const at = ['--at', '9.56,47.10', '--radius', '240', '--step', '120', '-k', '8'];
    const found = await server.command('grid', 'retrieve', grid.address, ...at);
    for (let worker = 1; worker <= 2; worker++) server.startWorker(grid.address);
    expect(await server.command('grid', 'retrieve', grid.address, ...at, '--by-workers')).toEqual(found);

    const { engine, run, close } = startEngine(folder);
    const project = await engine.create(join(folder, 'same.topo2vec'));
    await run({ kind: 'import-dtms', paths: [join(server.terrain, dtm)] });
    const encoderId = 1;
    await run({
      kind: 'retrieve',
      locations: [{ lonDeg: 9.56, latDeg: 47.1 }],
      encoderId,
      radiusM: 240,
      stepM: 120,
      k: 8,
      searchRadiiM: null,
      orientationMatters: false,
    });
    const layer = await findLayerById(project.database, 1);
    const expected = new Map<string, string>();
    const { column, row } = chunkRangeOf(layer.lattice);
    for await (const chunk of new SqliteLayers(project).read(layer))
      expected.set(`${column + chunk.chunkColumn} ${row + chunk.chunkRow}`, brief(chunk));
    const [retrieval] = await handlersOf(engine).retrievals.list(undefined, never());
    await close();

    const { layerById } = await import('../../../src/main/grid/control/layers');
    const { shardsOf } = await import('../../../src/main/grid/control/manifest');
    const [first] = await manifestOf(grid.database);
    const shardLayer = await layerById(grid.database, first?.place.split(' ')[0] ?? '');
    expect(shardLayer.rotation).toEqual(layer.rotation);
    const store = await openObjectStore(grid.data);
    const embedded = new Map<string, string>();
    for (const shard of await shardsOf(grid.database, shardLayer.id)) {
      if (shard.stored === null) continue;
      const reader = await ShardReader.open(store, shardLayer, shard.stored.key);
      for await (const chunks of reader.nearChunks())
        for (const { chunkColumn, chunkRow } of chunks) {
          const chunk = await reader.chunk(chunkColumn, chunkRow);
          if (chunk !== null)
            embedded.set(`${4 * shard.column + chunkColumn} ${4 * shard.row + chunkRow}`, brief(chunk));
        }
    }
    expect(embedded).toEqual(expected);
    expect(embedded.size).toBeGreaterThan(8);
    expect(z.object({ hits }).parse(found).hits).toEqual(hits.parse(retrieval?.hits));
  });

  test('a DTM that changed sets its shards aside with the reason, the others go on, and are tried again', async () => {
    const grid = await server.newGrid('poisoned', '--shard-chunks', '1', '--retries', '0');
    const poisoned = join(server.terrain, 'copy.tif');
    const davos = resolve('test', 'fixtures', 'terrain', 'davos_srtm1_parts.tif');
    copyFileSync(davos, poisoned);
    await server.command('grid', 'add-dtm', grid.address, join(server.terrain, dtm), poisoned);
    await server.command('grid', 'embed', grid.address, '--radius', '480');
    const bytes = readFileSync(davos);
    writeFileSync(poisoned, bytes.fill(0, bytes.length - 64));
    const worker = server.startWorker(grid.address, '--until-done');
    await worker.ended();
    const before = status.parse(await server.command('grid', 'status', grid.address));
    expect(before.dead).toBeGreaterThan(0);
    expect(before.done).toBeGreaterThan(0);
    expect(before.deadShards[0]?.reason).toContain('copy.tif');
    expect(before.deadShards[0]?.reason).toContain('its contents differ');
    copyFileSync(davos, poisoned);
    await server.command('grid', 'retry', grid.address);
    const again = server.startWorker(grid.address, '--until-done');
    await again.ended();
    const after = status.parse(await server.command('grid', 'status', grid.address));
    expect(after).toMatchObject({ dead: 0, waiting: 0, running: 0, done: before.done + before.dead });
    expect(resultsOf(again)).toEqual(Array.from({ length: before.dead }, () => 'done'));
  });
});
