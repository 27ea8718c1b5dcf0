import { readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Connection } from '../../../src/main/engine/store/database';
import { createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { migrations } from '../../../src/main/engine/store/schema';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';
import { handlersOf } from '../../../src/main/engine/handlers';

const folder = temporaryFolder();
const path = join(folder, 'original.topo2vec');
const { engine, run, close } = startEngine(folder);
const handlers = handlersOf(engine);
const text = z.object({ text: z.string() });

beforeAll(async () => {
  await engine.create(path);
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
});
afterAll(close);

const label = (lonDeg: number) =>
  handlers.labels.add({ classId: 'peak', lonDeg, latDeg: 47.1, positive: true }, never());

test('a copy is a consistent snapshot, even during another transaction', async () => {
  await label(9.5);
  const copy = join(folder, 'copy.topo2vec');
  const { database } = engine.current.project;
  await database.transaction((transaction) =>
    transaction.run(
      `INSERT INTO unfinished_tasks (spec, paused, done, total, unit) VALUES ('{}', 0, 0, 0, '')`,
    ),
  );
  await database.transaction(async (transaction) => {
    await transaction.run(
      `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source) VALUES ('peak', 9.6, 47.1, 1, 'hand')`,
    );
    expect(await run({ kind: 'save-copy', path: copy })).toMatchObject({
      state: 'done',
      result: { kind: 'file', path: copy },
    });
  });
  await database.transaction((transaction) => transaction.run('DELETE FROM unfinished_tasks'));
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);

  // Steps are copied, work is not.
  const count = z.object({ n: z.number() });
  const file = await openProjectFile(copy);
  expect(await file.database.get(count, 'SELECT count(*) AS n FROM unfinished_tasks')).toEqual({ n: 0 });
  await file.close();

  const other = startEngine(folder);
  const info = await other.engine.open(copy).then((project) => project.info());
  expect(info).toMatchObject({ name: 'copy', labelCount: 1, dtmCount: 1, upgraded: null });
  expect(await engine.current.project.info()).toMatchObject({ name: 'original', labelCount: 2 });
  const dtms = await handlersOf(other.engine).dtms.list(undefined, never());
  expect(dtms).toMatchObject([{ state: 'ready', name: 'liechtenstein_srtm1.tif' }]);
  expect(await handlersOf(other.engine).project.undo(undefined, never())).toBe('Label peak');
  expect(
    await other.engine.current.project.database.get(
      text,
      'SELECT integrity_check AS text FROM pragma_integrity_check',
    ),
  ).toEqual({ text: 'ok' });

  // It is open there, so it is not overwritten.
  const busy = await run({ kind: 'save-copy', path: copy });
  expect(busy).toMatchObject({ state: 'failed', errorCode: 'project-busy' });
  await expect(engine.open(copy)).rejects.toMatchObject({ code: 'project-busy' });
  expect(engine.current.project.path).toBe(path);
  await other.close();
  expect(await run({ kind: 'save-copy', path: copy })).toMatchObject({ state: 'done' });
  const again = await openProjectFile(copy);
  expect(await again.database.get(count, 'SELECT count(*) AS n FROM labels')).toEqual({ n: 2 });
  await again.close();
});

test('a project is not copied over itself, under any name', async () => {
  const before = statSync(path).ino;
  const link = join(folder, 'link.topo2vec');
  symlinkSync(path, link);
  for (const same of [path, link]) {
    const refused = await run({ kind: 'save-copy', path: same });
    expect(refused).toMatchObject({ state: 'failed', errorCode: 'bad-input' });
  }
  expect(statSync(path).ino).toBe(before);
  const nowhere = await run({ kind: 'save-copy', path: join(folder, 'none', 'copy.topo2vec') });
  expect(nowhere.state).toBe('failed');
  expect(nowhere.errorCode).not.toBeNull();
});

test('a project that cannot be opened leaves the current one open', async () => {
  const newer = join(folder, 'newer.topo2vec');
  const file = await createProjectFile(newer);
  await file.database.transaction((transaction) => transaction.script('PRAGMA user_version = 99'));
  await file.close();
  await expect(engine.open(newer)).rejects.toMatchObject({ code: 'project-version' });
  await expect(engine.open(join(folder, 'none.topo2vec'))).rejects.toMatchObject({ code: 'not-found' });
  expect(await engine.current.project.info()).toMatchObject({ name: 'original' });
});

test('opening an older project says its version and where the original file was kept', async () => {
  const older = join(folder, 'older.topo2vec');
  await (await createProjectFile(older)).close();
  const connection = await Connection.open(older, 'write');
  const tables = await connection.all(
    z.object({ name: z.string(), type: z.string() }),
    `SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'`,
  );
  await connection.script(tables.map(({ name, type }) => `DROP ${type} ${name};`).join('\n'));
  await connection.script(`${migrations[0] ?? ''}; ${migrations[1] ?? ''}; PRAGMA user_version = 2;`);
  await connection.close();
  const other = startEngine(folder);
  const info = await other.engine.open(older).then((project) => project.info());
  expect(info.upgraded).toEqual({ from: 2, backup: `${older}.v2.backup` });
  expect(statSync(`${older}.v2.backup`).size).toBeGreaterThan(0);
  await other.close();
  const later = startEngine(folder);
  expect((await later.engine.open(older).then((project) => project.info())).upgraded).toBeNull();
  await later.close();
});
