import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gridContract, type GridState } from '../../../src/shared/contract/grid';
import { servedHere } from '../../../src/main/cli/servedHere';
import { addLabel } from '../../../src/main/engine/labels/labels';
import type { Engine } from '../../../src/main/engine/engine';
import { temporaryFolder } from '../engine/folder';
import { startEngine } from '../engine/workbench';
import { runsGrids } from './gridCommand';
import { GridServer, type TestGrid } from './gridServer';
import { addLabellers } from './labellers';

const dtm = 'liechtenstein_srtm1.tif';
const folder = temporaryFolder();
const ended: (() => unknown)[] = [];
let server: GridServer;
let grid: TestGrid;

/** An engine as a window has it, with a project of the grid in it. */
async function openAs(name: string): Promise<Engine> {
  const { gridHandlers } = await import('../../../src/main/grid/handlers');
  const own = join(folder, name);
  mkdirSync(own);
  const served = servedHere(gridContract, gridHandlers(), (error) => {
    console.error(error);
  });
  const { engine, close } = startEngine(own, { grid: () => Promise.resolve(served.client) });
  ended.push(close, served.close);
  const address = server.postgres.address('live', name);
  await engine.openGrid({ address, password: null }, server.terrain, join(own, 'alps.topo2vec'));
  return engine;
}

/** Waits until a project is so with its grid. */
async function until(engine: Engine, is: (state: GridState) => boolean): Promise<GridState> {
  const watching = new AbortController();
  for await (const state of engine.current.sync.watch(watching.signal))
    if (is(state)) {
      watching.abort();
      return state;
    }
  throw new Error('It never was.');
}

const isShared = ({ state }: GridState): boolean => state === 'synchronised';

/** Waits until a project has so many labels. */
async function untilLabels(engine: Engine, count: number): Promise<void> {
  const watching = new AbortController();
  const changes = engine.current.project.topics.watch(watching.signal)[Symbol.asyncIterator]();
  while ((await engine.current.project.info()).labelCount !== count) await changes.next();
  watching.abort();
}

describe.runIf(runsGrids)('open projects of a grid (needs Node 22.15)', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    server = await GridServer.start(folder, [resolve('resources', 'sample', dtm)]);
    grid = await server.newGrid('live');
    await server.command('grid', 'add-dtm', grid.address, join(server.terrain, dtm));
    await addLabellers(grid.database, 'ann', 'ben');
  });

  afterAll(async () => {
    for (const end of ended) await end();
    await server.stop();
  });

  test('what one labels comes to the other by itself, and what is labelled while cut off is sent later', async () => {
    const ann = await openAs('ann');
    const ben = await openAs('ben');
    await Promise.all([until(ann, isShared), until(ben, isShared)]);
    const label = { classId: 'peak', lonDeg: 9.51, latDeg: 47.1, positive: true };
    await addLabel(ann.current.project, label);
    await untilLabels(ben, 1);
    await grid.database.run('REVOKE topo2vec_labeller FROM ann');
    await addLabel(ann.current.project, { ...label, lonDeg: 9.52 });
    const { reason } = await until(ann, ({ state }) => state === 'cut-off');
    expect(reason).toContain('may not do this');
    await grid.database.run('GRANT topo2vec_labeller TO ann');
    await untilLabels(ben, 2);
    await until(ann, isShared);
    await grid.database.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('ann', 'ben')",
    );
    await addLabel(ben.current.project, { ...label, lonDeg: 9.53 });
    await untilLabels(ann, 3);
  });
});
