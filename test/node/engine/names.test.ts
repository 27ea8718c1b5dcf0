import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { handlersOf } from '../../../src/main/engine/handlers';
import { storeRun } from '../../../src/main/engine/detections/storeRun';
import { addRetrieval } from '../../../src/main/engine/retrieval/retrievals';
import { Connection } from '../../../src/main/engine/store/database';
import { openProjectFile } from '../../../src/main/engine/store/projectFile';
import { migrations } from '../../../src/main/engine/store/schema';
import { undo } from '../../../src/main/engine/store/undo';
import { names as contract } from '../../../src/shared/contract/names';
import { temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const { engine, close } = startEngine(folder);
const handlers = handlersOf(engine);

const box = { westDeg: 9.5, southDeg: 47, eastDeg: 9.6, northDeg: 47.1 };
const ids = { run: 0, retrieval: 0, encoder: 0 };

/** A run without maps. */
async function* noMaps(): AsyncGenerator<never> {
  await Promise.resolve();
  yield* [];
}

const set = (of: keyof typeof ids, name: string | null, note: string | null): Promise<void> =>
  Promise.resolve(handlers.names.set(contract.set.input.parse({ of, id: ids[of], name, note }), never()));
const undoStep = () => handlers.project.undo(undefined, never());

const runNow = async () => (await handlers.detections.runs(undefined, never()))[0];
const retrievalNow = async () => (await handlers.retrievals.list(undefined, never()))[0];
const encoderNow = async () =>
  (await handlers.encoders.list(undefined, never())).find(({ id }) => id === ids.encoder);

beforeAll(async () => {
  const project = await engine.create(join(folder, 'names.topo2vec'));
  const found = { classIds: ['peak'], radiiM: [240], box, threshold: 0.5, encoder: 'polar', heads: ['h'] };
  const rest = { flatTimes: 0, flatBelowM: [], dtms: [], ground: '' };
  ids.run = await storeRun(project.database, { ...found, ...rest }, noMaps());
  ids.retrieval = await addRetrieval(project, {
    ...{ queries: [{ lonDeg: 9.56, latDeg: 47.1 }], unlike: [], encoderId: 1, encoder: 'polar' },
    ...{ radiusM: 240, orientationMatters: false, searched: [{ radiusM: 240, stepM: 120 }], inGrid: false },
    hits: [{ rank: 1, distance: 0.5, radiusM: 240, lonDeg: 9.51, latDeg: 47.05 }],
  });
  const [encoder] = await handlers.encoders.list(undefined, never());
  ids.encoder = encoder?.id ?? 0;
});
afterAll(close);

test('a run is named and annotated by steps that undo takes back one by one', async () => {
  await set('run', '  Peaks of the Rätikon ', null);
  await set('run', 'Peaks of the Rätikon', 'too many\non scree');
  expect(await runNow()).toMatchObject({ name: 'Peaks of the Rätikon', note: 'too many\non scree' });
  expect(await undoStep()).toBe('Note on run Peaks of the Rätikon');
  expect(await runNow()).toMatchObject({ name: 'Peaks of the Rätikon', note: null });
  expect(await undoStep()).toBe(`Rename run ${ids.run}`);
  expect(await runNow()).toMatchObject({ name: null, note: null, threshold: 0.5 });
});

test('an empty name gives a run its own title back', async () => {
  await set('run', 'Mine', '');
  await set('run', ' ', null);
  expect(await runNow()).toMatchObject({ name: null, note: null });
});

test('its name and note are in the provenance of what is exported', async () => {
  await set('retrieval', 'Like Falknis', 'for the poster');
  expect(await retrievalNow()).toMatchObject({ name: 'Like Falknis', note: 'for the poster' });
  const path = join(folder, 'alike.geojson');
  const source = { kind: 'retrieval', retrievalId: ids.retrieval } as const;
  await handlers.exports.points({ source, path, crs: 'wgs84' }, never());
  expect(await readFile(path, 'utf8')).toMatch(/"name": ?"Like Falknis",\s*"note": ?"for the poster"/);
});

test('an encoder goes by its name everywhere, and its card keeps its own', async () => {
  const before = await encoderNow();
  await set('encoder', 'Alps', 'ours');
  const named = await encoderNow();
  expect(named).toMatchObject({ card: { name: 'Alps' }, ownName: before?.card.name, note: 'ours' });
  const stored = await engine.current.project.database.get(
    z.object({ name: z.string() }),
    "SELECT json_extract(card, '$.name') AS name FROM encoders WHERE id = ?",
    [ids.encoder],
  );
  expect(stored).toEqual({ name: before?.card.name });
  expect(await undoStep()).toBe(`Rename encoder ${before?.card.name ?? ''}`);
  expect(await encoderNow()).toEqual(before);
});

test('no two encoders have one name, and what is gone is said', async () => {
  const others = (await handlers.encoders.list(undefined, never())).filter(({ id }) => id !== ids.encoder);
  const taken = others[0]?.card.name ?? '';
  await expect(set('encoder', taken, null)).rejects.toMatchObject({ code: 'bad-input' });
  ids.run += 1;
  await expect(set('run', 'x', null)).rejects.toMatchObject({ code: 'not-found' });
});

test('a project from before names gets them, and undo still restores a threshold of before', async () => {
  const path = join(folder, 'before-names.topo2vec');
  const version = migrations.findIndex((sql) => sql.includes('retrievals ADD COLUMN note'));
  const older = await Connection.open(path, 'create');
  await older.script(
    `PRAGMA application_id = 0x54325657; ${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version};
    INSERT INTO runs (id, info, created_ms) VALUES (3, '{"threshold":0.5}', 1);
    INSERT INTO undo_steps (name) VALUES ('Set threshold of run 3 to 0.7');
    INSERT INTO undo_current SELECT id FROM undo_steps;
    UPDATE runs SET info = '{"threshold":0.7}';
    DELETE FROM undo_current;`,
  );
  await older.close();
  const { database, close: closeFile } = await openProjectFile(path);
  const row = z.object({ info: z.string(), name: z.null(), note: z.null() });
  expect(await undo(database)).toBe('Set threshold of run 3 to 0.7');
  expect(await database.all(row, 'SELECT info, name, note FROM present_runs')).toEqual([
    { info: '{"threshold":0.5}', name: null, note: null },
  ]);
  await closeFile();
});
