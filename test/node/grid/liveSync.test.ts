import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { gridContract, type GridState } from '../../../src/shared/contract/grid';
import { computeHere } from '../../../src/main/cli/computeHere';
import { servedHere } from '../../../src/main/cli/servedHere';
import { listDetections } from '../../../src/main/engine/detections/listDetections';
import { handlersOf } from '../../../src/main/engine/handlers';
import { encoderWeights } from '../../../src/main/engine/encoders/encoders';
import { listHeads, readHead, type StoredHead } from '../../../src/main/engine/heads/heads';
import { listClasses } from '../../../src/main/engine/labels/classes';
import { addLabel } from '../../../src/main/engine/labels/labels';
import { listRetrievals } from '../../../src/main/engine/retrieval/retrievals';
import { labelsChanged } from '../../../src/shared/heads/labelsChanged';
import { boxContains } from '../../../src/shared/geo/lonLat';
import type { Retrieval } from '../../../src/shared/contract/retrievals';
import { taskSpec, type TaskSpecInput } from '../../../src/shared/task';
import type { TaskResult } from '../../../src/shared/taskResult';
import type { Engine } from '../../../src/main/engine/engine';
import { readDetections } from '../../../src/main/grid/catalog/detections';
import { addHead } from '../../../src/main/grid/control/heads';
import { fixture, temporaryFolder } from '../engine/folder';
import { never, startEngine } from '../engine/workbench';
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
  const { CurrentGrid } = await import('../../../src/main/grid/work/currentGrid');
  const onBug = (error: unknown): void => {
    console.error(error);
  };
  const compute = computeHere(onBug);
  const current = new CurrentGrid();
  const served = servedHere(
    gridContract,
    gridHandlers(current, () => compute.client),
    onBug,
  );
  const { engine, close } = startEngine(own, { grid: () => Promise.resolve(served.client) });
  ended.push(close, served.close, compute.close, () => current.close());
  const address = server.postgres.address('live', name);
  await engine.openGrid(
    { address, password: null },
    { terrain: server.terrain, data: grid.data },
    join(own, 'alps.topo2vec'),
  );
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
    await server.queueShards(grid, 120);
    const worker = server.startWorker(grid.address, '--until-done');
    await worker.ended();
    await addLabellers(grid.database, 'ann', 'ben', 'cleo', 'dora', 'emil');
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

  test('look-alikes over the whole grid are those of the project, with examples of what they are not like', async () => {
    const engine = await openAs('cleo');
    const { project } = engine.current;
    const run = async (
      more: Partial<TaskSpecInput & { kind: 'retrieve' }>,
    ): Promise<Retrieval | undefined> => {
      const taskId = engine.current.start(
        taskSpec.parse({
          kind: 'retrieve',
          ...{ locations: [{ lonDeg: 9.56, latDeg: 47.1 }], unlike: [{ lonDeg: 9.52, latDeg: 47.13 }] },
          ...{ encoderId: 1, radiusM: 240, stepM: 120, k: 8, ...more },
        }),
      );
      const { error } = await engine.current.waitFor(taskId, () => undefined, never());
      expect(error).toBeNull();
      return (await listRetrievals(project.database))[0];
    };
    const here = await run({});
    const { client } = await engine.current.sync.connected(never());
    const layers = await client.search.layers();
    expect(layers).toMatchObject([{ encoder: 'polar', radiusM: 240, stepM: 120 }]);
    const gridLayerIds = layers.map(({ id }) => id);
    const inGrid = await run({ gridLayerIds });
    expect(here?.hits.length).toBe(8);
    expect(inGrid).toMatchObject({ inGrid: true, encoderId: 1, searched: here?.searched, hits: here?.hits });
    // Without the counter-example others are found.
    const withoutIt = await run({ gridLayerIds, unlike: [] });
    expect(withoutIt?.hits).not.toEqual(here?.hits);
    const box = { westDeg: 9.5, southDeg: 47.05, eastDeg: 9.56, northDeg: 47.12 };
    const { hits = [] } = (await run({ gridLayerIds, box })) ?? {};
    expect(hits.length).toBe(8);
    for (const { lonDeg, latDeg } of hits) expect(boxContains(box, lonDeg, latDeg)).toBe(true);
  });

  test('a head that one sends is used by another, whose project decides as it does', async () => {
    const [dora, emil] = [await openAs('dora'), await openAs('emil')];
    const run = async ({ current }: Engine, spec: TaskSpecInput): Promise<TaskResult | null> => {
      const { error, result } = await current.waitFor(
        current.start(taskSpec.parse(spec)),
        () => undefined,
        never(),
      );
      expect(error).toBeNull();
      return result;
    };
    const path = fixture('osm', 'liechtenstein.osm.pbf');
    await run(dora, { kind: 'import-labels', path, classIds: ['peak'] });
    await run(dora, { kind: 'fit-head', classId: 'peak', encoderId: 1, radiusM: 240 });
    const heads = async ({ current }: Engine): Promise<StoredHead | undefined> => {
      const [head] = await listHeads(current.project.database);
      return head && readHead(current.project.database, head);
    };
    const sent = await heads(dora);
    if (sent === undefined) throw new Error('No head was fitted.');
    // A detection brought the same head before, of which projects are told nothing.
    const { key: encoderKey } = await encoderWeights(dora.current.project.database, sent.info.encoderId);
    const { model, mapping } = sent;
    await addHead(grid.database, sent.info.name, { encoderKey, classId: 'peak', model, mapping });
    const key = await handlersOf(dora).grid.sendHead({ headId: sent.info.id }, never());
    const listed = await handlersOf(emil).grid.heads(undefined, never());
    expect(listed).toMatchObject([{ key, classId: 'peak', radiusM: 240, addedBy: 'dora' }]);
    await handlersOf(emil).grid.takeHead({ key }, never());
    const taken = await heads(emil);
    expect(taken?.model).toEqual(model);
    expect(taken?.mapping).toEqual(mapping);
    expect(taken?.info).toMatchObject({
      metrics: sent.info.metrics,
      map: sent.info.map,
      otherTerrain: false,
    });

    // What somebody else labels since is told of a head as one's own labels are; of one that was taken nobody knows.
    const { project } = dora.current;
    const changed = async (): Promise<string | null> => {
      const peak = (await listClasses(project.database)).find(({ id }) => id === 'peak');
      return labelsChanged(sent.info.labelled, peak);
    };
    const [before, { labelCount }] = [sent.info.labelled, await project.info()];
    if (before === undefined) throw new Error('Labels were not counted.');
    expect([before.positives + before.negatives, await changed()]).toEqual([labelCount, null]);
    const place = { classId: 'peak', lonDeg: 9.54, latDeg: 47.2, positive: false };
    await addLabel(emil.current.project, place);
    await untilLabels(dora, labelCount + 1);
    expect(await changed()).toBe(
      `made of ${before.positives} positives and ${before.negatives} negatives, ` +
        `now there are ${before.positives} positives and ${before.negatives + 1} negative`,
    );
    expect(taken?.info.labelled).toBeUndefined();

    // The same head without a project: workers find with it what emil's project does.
    await run(emil, { kind: 'detect', classIds: ['peak'], radiiM: [240], stepM: 120, threshold: 0.02 });
    const found = await listDetections(emil.current.project.database, 1);
    const detect = ['grid', 'detect', grid.address, '--step', '120'] as const;
    expect(await server.command('grid', 'heads', grid.address)).toMatchObject([{ key }]);
    await expect(server.command(...detect, '--head', 'no')).rejects.toThrow('Nobody sent a head no');
    await expect(server.command(...detect)).rejects.toThrow('Say what to detect with');
    await server.command(...detect, '--head', key.slice(0, 8));
    await server.startWorker(grid.address, '--until-done').ended();
    const out = join(folder, 'found.parquet');
    await server.command('grid', 'detections', grid.address, '--from', '0', '--out', out);
    const inGrid = await readDetections(readFileSync(out));
    expect(inGrid.map(({ lonDeg, latDeg }) => `${lonDeg} ${latDeg}`).sort()).toEqual(
      Array.from(found.lonDeg, (lonDeg, index) => `${lonDeg} ${found.latDeg[index] ?? NaN}`).sort(),
    );

    // What is found is written from a project by a task, which can be cancelled before anything is written.
    const [shown] = await handlersOf(emil).grid.runs(undefined, never());
    const file = join(folder, 'found.geojson');
    const spec: TaskSpecInput = { kind: 'export-grid-run', runId: shown?.id ?? '', from: 0.02, path: file };
    const cancelled = emil.current.start(taskSpec.parse(spec));
    emil.current.tasks.cancel(cancelled);
    const stopped = await emil.current.waitFor(cancelled, () => undefined, never());
    expect([stopped.state, existsSync(file)]).toEqual(['cancelled', false]);
    expect(await run(emil, spec)).toEqual({ kind: 'file', path: file, places: inGrid.length });
    const written = z.object({ features: z.array(z.unknown()) });
    expect(written.parse(JSON.parse(readFileSync(file, 'utf8'))).features).toHaveLength(inGrid.length);

    const odd = await addHead(
      grid.database,
      'odd',
      { encoderKey, classId: 'peak', model, mapping },
      { classId: 'peak', radiusM: 240, info: '{"of another version": ' },
    );
    await expect(handlersOf(emil).grid.takeHead({ key: odd }, never())).rejects.toThrow(
      'The head odd of the grid cannot be read',
    );
  });
});
