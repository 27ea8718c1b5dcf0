import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { topicsOf } from '../../../src/main/engine/turnStep';
import type { Topic } from '../../../src/shared/contract/project';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);

const corner = { westDeg: 9.54, southDeg: 47.08, eastDeg: 9.58, northDeg: 47.12 };
const count = z.object({ n: z.number() });

const undo = () => handlers.project.undo(undefined, never());
const redo = () => handlers.project.redo(undefined, never());

/** Every list of the project. */
const lists = async () => ({
  encoders: await handlers.encoders.list(undefined, never()),
  layers: await handlers.encoders.layers(undefined, never()),
  heads: await handlers.heads.list(undefined, never()),
  runs: await handlers.detections.runs(undefined, never()),
  retrievals: await handlers.retrievals.list(undefined, never()),
  counts: await handlers.project.info(undefined, never()),
});

/** SHA-256 of all embeddings and probabilities in the file. */
async function contents(): Promise<string> {
  const bytes = z.object({ bytes: z.instanceof(Uint8Array) });
  const { database } = engine.current.project;
  const hash = createHash('sha256');
  for (const sql of [
    'SELECT near AS bytes FROM layer_chunks ORDER BY layer_id, chunk_row, chunk_column',
    'SELECT far AS bytes FROM layer_chunks ORDER BY layer_id, chunk_row, chunk_column',
    'SELECT scale AS bytes FROM layer_chunks ORDER BY layer_id, chunk_row, chunk_column',
    'SELECT probabilities AS bytes FROM run_chunks ORDER BY map_id, chunk_row, chunk_column',
    'SELECT weights AS bytes FROM encoders ORDER BY id',
  ])
    for (const row of await database.all(bytes, sql)) hash.update(row.bytes);
  return hash.digest('hex');
}

const rows = async (sql: string): Promise<number | undefined> =>
  (await engine.current.project.database.get(count, sql))?.n;

beforeAll(async () => {
  await engine.create(join(folder, 'removals.topo2vec'));
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  await run({
    kind: 'import-labels',
    path: fixture('osm', 'liechtenstein.osm.pbf'),
    classIds: ['peak', 'saddle'],
  });
  const detected = await run({ kind: 'detect', classIds: ['peak'], radiiM: [240], stepM: 240, box: corner });
  expect(detected.error).toBeNull();
  const found = await run({
    kind: 'retrieve',
    locations: [{ lonDeg: 9.56, latDeg: 47.1 }],
    radiusM: 240,
    stepM: 240,
    box: corner,
  });
  expect(found.error).toBeNull();
}, 60_000);
afterAll(close);

test('an encoder is removed with its layers and heads, and undo restores it completely', async () => {
  const before = await lists();
  const bytes = await contents();
  const [polar] = before.encoders;
  expect(polar).toMatchObject({ isDefault: true });
  expect(before.layers).toHaveLength(1);
  expect(before.heads).toHaveLength(1);

  await handlers.encoders.remove({ encoderId: polar?.id ?? 0 }, never());
  const after = await lists();
  expect(after.encoders).toHaveLength(before.encoders.length - 1);
  expect(after.encoders[0]).toMatchObject({ isDefault: true });
  expect(after).toMatchObject({ layers: [], heads: [], counts: { headCount: 0 } });
  expect(await handlers.project.undoState(undefined, never())).toMatchObject({
    undo: 'Remove encoder polar',
  });

  expect(await undo()).toBe('Remove encoder polar');
  expect(await lists()).toEqual(before);
  expect(await contents()).toBe(bytes);
  expect(await redo()).toBe('Remove encoder polar');
  expect(await lists()).toEqual(after);
  await undo();
  expect(await lists()).toEqual(before);
});

test('undo restores heads, runs, retrievals and classes one after the other', async () => {
  const before = await lists();
  const classes = await handlers.labels.classes(undefined, never());
  const runId = before.runs[0]?.id ?? 0;
  const detections = await handlers.detections.list({ runId }, never());
  await handlers.detections.remove({ runId }, never());
  await handlers.retrievals.remove({ retrievalId: before.retrievals[0]?.id ?? 0 }, never());
  await handlers.heads.remove({ headId: before.heads[0]?.id ?? 0 }, never());
  expect(await lists()).toMatchObject({ runs: [], retrievals: [], heads: [], counts: { runCount: 0 } });
  await expect(handlers.detections.list({ runId }, never())).rejects.toMatchObject({ code: 'not-found' });

  expect(await undo()).toBe(`Remove head ${before.heads[0]?.name ?? ''}`);
  await handlers.labels.removeClass({ classId: 'peak' }, never());
  expect((await lists()).heads).toEqual([]);
  expect(await undo()).toBe('Remove class Peak');
  expect((await lists()).heads).toEqual(before.heads);
  expect(await handlers.labels.classes(undefined, never())).toEqual(classes);
  expect(await undo()).toBe('Remove look-alikes of a place');
  expect(await undo()).toBe(`Remove run ${runId}`);
  expect(await lists()).toEqual(before);
  expect(await handlers.detections.list({ runId }, never())).toEqual(detections);
});

test('changing the threshold is a step that undo and redo apply to its detections', async () => {
  const runId = (await lists()).runs[0]?.id ?? 0;
  const shown = async () => ({
    run: (await lists()).runs[0],
    detections: await handlers.detections.list({ runId }, never()),
  });
  const before = await shown();
  expect(before.run?.threshold).toBeLessThan(0.9);
  await handlers.detections.setThreshold({ runId, threshold: 0.9 }, never());
  const after = await shown();
  expect(after.detections.probability.length).toBeLessThan(before.detections.probability.length);
  expect(Math.min(...after.detections.probability)).toBeGreaterThanOrEqual(0.9);
  expect(await undo()).toBe(`Set threshold of run ${runId} to 0.9`);
  expect(await shown()).toEqual(before);
  await redo();
  expect(await shown()).toEqual(after);
  await undo();
});

test('setting the default encoder and importing an encoder are steps', async () => {
  const before = await lists();
  const id = before.encoders.find(({ card }) => card.name === 'topo2vec-4');
  const out = join(folder, 'exported');
  await handlers.encoders.makeDefault({ encoderId: id?.id ?? 0 }, never());
  expect(await undo()).toBe('Make topo2vec-4 the default encoder');
  expect(await lists()).toEqual(before);

  await handlers.encoders.export({ encoderId: id?.id ?? 0, folder: out }, never());
  await handlers.encoders.remove({ encoderId: id?.id ?? 0 }, never());
  // The same encoder is imported again: it is the one that was removed.
  await handlers.encoders.import({ folder: out }, never());
  expect((await lists()).encoders).toEqual(before.encoders);
  expect(await undo()).toBe('Import encoder topo2vec-4');
  expect((await lists()).encoders).toHaveLength(before.encoders.length - 1);
  expect(await redo()).toBe('Import encoder topo2vec-4');
  expect((await lists()).encoders).toEqual(before.encoders);
});

test('removed data is freed when its step can no longer be undone', async () => {
  const { database } = engine.current.project;
  const [polar] = (await lists()).encoders;
  await handlers.encoders.remove({ encoderId: polar?.id ?? 0 }, never());
  const free = 'SELECT freelist_count AS n FROM pragma_freelist_count()';
  expect(await rows('SELECT count(*) AS n FROM layer_chunks')).toBeGreaterThan(0);
  const freeBefore = (await rows(free)) ?? 0;
  for (let step = 0; step < 200; step++)
    await handlers.labels.add(
      { classId: 'saddle', lonDeg: 9.5 + step / 10_000, latDeg: 47.1, positive: true },
      never(),
    );
  expect(await rows('SELECT count(*) AS n FROM layer_chunks')).toBe(0);
  expect(await rows(`SELECT count(*) AS n FROM encoders WHERE id = ${polar?.id ?? 0}`)).toBe(0);
  expect(await rows('SELECT count(*) AS n FROM heads')).toBe(0);
  expect(await rows('SELECT count(*) AS n FROM removals')).toBe(0);
  expect(await rows(free)).toBeGreaterThan(freeBefore);
  expect(await rows('SELECT count(*) AS n FROM undo_steps')).toBe(200);
  expect(await database.all(z.record(z.string(), z.unknown()), 'PRAGMA foreign_key_check')).toEqual([]);
});

test('heads of a class are removed when its creation is undone for good', async () => {
  await handlers.labels.putClass(
    {
      id: 'own',
      name: 'Own',
      colour: '#123456',
      letter: 'O',
      shape: 'disc',
      filter: null,
      geometry: 'point',
      orientationMatters: false,
      exclusive: false,
      radiusM: null,
    },
    never(),
  );
  const [encoder] = (await lists()).encoders;
  await engine.current.project.database.transaction((transaction) =>
    transaction.run(
      `INSERT INTO heads (name, class_id, encoder_id, radius_m, info, model, vectors, coefficients, created_ms)
       VALUES ('own', 'own', ?, 240, '{}', '{}', x'00', x'00', 0)`,
      [encoder?.id ?? 0],
    ),
  );
  await undo();
  expect((await lists()).heads).toEqual([]);
  expect(await rows('SELECT count(*) AS n FROM heads')).toBe(1);
  await handlers.labels.add({ classId: 'saddle', lonDeg: 9.55, latDeg: 47.11, positive: true }, never());
  expect(await rows('SELECT count(*) AS n FROM heads')).toBe(0);
});

test('windows are notified of all that a step changed, in any table', async () => {
  const tables = await engine.current.project.database.all(
    z.object({ table: z.string() }),
    `SELECT DISTINCT tbl_name AS "table" FROM sqlite_master WHERE type = 'trigger'`,
  );
  expect(tables.map(({ table }) => table).sort()).toEqual(Object.keys(topicsOf).sort());

  const told = new Set<Topic>();
  const watching = new AbortController();
  const watch = (async () => {
    for await (const { topics } of handlers.project.watch(undefined, watching.signal))
      for (const topic of topics) told.add(topic);
  })();
  const [encoder] = (await lists()).encoders;
  await handlers.encoders.remove({ encoderId: encoder?.id ?? 0 }, never());
  await expect.poll(() => told.has('undo')).toBe(true);
  told.clear();
  await undo();
  await expect
    .poll(() => [...told].sort())
    .toEqual([
      'detections',
      'encoders',
      'experiments',
      'explorations',
      'heads',
      'layers',
      'project',
      'retrievals',
      'undo',
    ]);
  watching.abort();
  await watch;
});
