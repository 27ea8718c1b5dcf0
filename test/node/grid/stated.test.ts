import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../engine/folder';
import { runCommand } from '../cli/runCommand';
import { runsGrids } from './gridCommand';
import { GridServer, type TestGrid } from './gridServer';

const dtm = 'liechtenstein_srtm1.tif';
const folder = temporaryFolder();
/** The settings of somebody who never used the grid. */
const stranger = join(folder, 'stranger');
const asked: string[] = [];
let server: GridServer;
let grid: TestGrid;
let web: Server;
let source = '';

/** A command that must be refused. @returns what it says */
async function refused(home: string, ...args: string[]): Promise<string> {
  const { code, stderr } = await runCommand(home, ...args);
  expect(code).toBe(2);
  return stderr;
}

/** Lets the grid's database state a DTM elsewhere, as whoever may write to it can. */
const stateDtm = (path: string): Promise<unknown> =>
  grid.database.run('UPDATE topo2vec.dtms SET path = $1', [path]);

describe.runIf(runsGrids)('what a grid states of places (needs Node 22.15)', { timeout: 200_000 }, () => {
  beforeAll(async () => {
    mkdirSync(stranger);
    web = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(404).end();
    });
    await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
    source = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    server = await GridServer.start(folder, [resolve('resources', 'sample', dtm)]);
    grid = await server.newGrid('stated', '--shard-chunks', '4');
    await server.command('grid', 'add-dtm', grid.address, join(server.terrain, dtm));
    await server.command('grid', 'embed', grid.address, '--radius', '240');
    expect(await server.startWorker(grid.address, '--until-done').ended()).toBe(0);
  });

  afterAll(async () => {
    web.close();
    await server.stop();
  });

  const retrieve = ['--at', '9.56,47.10', '--radius', '240'];

  test('a command reads nothing of it before it is told to, and remembers what it was told', async () => {
    const { address, data } = grid;
    for (const args of [
      ['grid', 'catalog', address],
      ['grid', 'clean', address],
      ['grid', 'detections', address, '--out', join(stranger, 'x.csv')],
      ['worker', address, '--until-done'],
    ])
      expect(await refused(stranger, ...args)).toContain(`--data ${data}`);
    const said = await refused(stranger, 'grid', 'retrieve', address, ...retrieve, '--data', data);
    expect(said).toContain('--terrain FOLDER');
    const terrain = ['--terrain', server.terrain];
    expect(await runCommand(stranger, 'grid', 'retrieve', address, ...retrieve, ...terrain)).toMatchObject({
      code: 0,
    });
    expect(await runCommand(stranger, 'grid', 'retrieve', address, ...retrieve)).toMatchObject({ code: 0 });
  });

  test('a DTM at an address, or outside the folder of terrain, is not touched', async () => {
    const { address } = grid;
    await stateDtm(`${source}/one.tif`);
    for (const args of [
      ['worker', address, '--until-done'],
      ['grid', 'retrieve', address, ...retrieve],
      ['grid', 'embed', address, '--radius', '480'],
    ])
      expect(await refused(folder, ...args)).toContain(`--allow ${source}`);
    expect(asked).toEqual([]);
    await refused(folder, 'grid', 'retrieve', address, ...retrieve, '--allow', source);
    expect(asked).toContain('/one.tif');
    await stateDtm('../terrain/../outside.tif');
    expect(await refused(folder, 'worker', address)).toContain('outside its folder of terrain');
  });

  test('the window contacts no store that only the database names', async () => {
    const { CurrentGrid } = await import('../../../src/main/grid/work/currentGrid');
    const current = new CurrentGrid();
    await current.open({ address: grid.address, password: null });
    const nobodySaid = { terrain: null, data: null, sources: [], cacheDir: folder };
    await expect(current.storeAt(nobodySaid)).rejects.toMatchObject({
      code: 'not-allowed',
      message: expect.stringContaining('Connect to the grid…') as string,
    });
    expect((await current.storeAt({ ...nobodySaid, data: grid.data })).place).toBe(grid.data);
    await current.close();
  });
});
