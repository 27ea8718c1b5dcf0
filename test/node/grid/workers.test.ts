import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../engine/folder';
import { resultsOf, runsGrids } from './gridCommand';
import { GridServer, jobsOf, manifestOf, stopAmid } from './gridServer';

const dtm = 'liechtenstein_srtm1.tif';
const folder = temporaryFolder();
let server: GridServer;

const sampleDtm = resolve('resources', 'sample', dtm);

/** The groups of shards in a folder of data. */
const groupsIn = (data: string): string[] =>
  readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.zarr'))
    .sort();

describe.runIf(runsGrids)('workers of a grid (needs Node 22.15)', { timeout: 400_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [sampleDtm]);
  });

  afterAll(() => server.stop());

  test('a worker that is killed and one that stops for longer than its lease lose and double nothing', async () => {
    const alone = await server.newGrid('alone', '--shard-chunks', '2');
    const several = await server.newGrid('several', '--shard-chunks', '2', '--lease', '10');
    const shards = await server.queueShards(alone, 30);
    expect(await server.queueShards(several, 30)).toBe(shards);
    const one = server.startWorker(alone.address, '--until-done');
    const killed = server.startWorker(several.address);
    const lost = await stopAmid(killed, several, []);
    killed.signal('SIGKILL');
    const stopped = server.startWorker(several.address);
    await stopAmid(stopped, several, lost);
    const other = server.startWorker(several.address, '--until-done');
    expect(await other.ended()).toBe(0);
    stopped.signal('SIGCONT');
    const before = resultsOf(stopped).length;
    await stopped.until(() => resultsOf(stopped).length > before);
    stopped.signal('SIGTERM');
    expect(await stopped.ended()).toBe(0);
    // Whether it notices before or after it has stored the shard once more: the manifest has it once.
    expect(['lost', 'twin']).toContain(resultsOf(stopped).at(-1));

    expect(await one.ended()).toBe(0);
    const expected = await manifestOf(alone.database);
    expect(expected).toHaveLength(shards);
    expect(await manifestOf(several.database)).toEqual(expected);
    expect(groupsIn(several.data)).toEqual(groupsIn(alone.data));
    expect(groupsIn(alone.data)).toHaveLength(expected.filter(({ key }) => key !== null).length);
    for (const state of ['created', 'retry', 'active', 'failed'])
      expect(await jobsOf(several.database, state)).toEqual([]);
    const done = [killed, stopped, other].flatMap(resultsOf).filter((result) => result === 'done');
    expect(done).toHaveLength(shards);
  });
});
