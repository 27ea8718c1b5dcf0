import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Connection, type Database } from '../../../src/main/engine/store/database';
import { createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { migrations } from '../../../src/main/engine/store/schema';
import { recordStep, redo, undo, undoState } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
const count = z.object({ n: z.number() });
const labels = (database: Database) => database.get(count, 'SELECT count(*) AS n FROM labels');

/** Runs SQL on a file, as its unknown author may have done. */
async function tamper(path: string, sql: string): Promise<void> {
  const connection = await Connection.open(path, 'create');
  await connection.script(sql).finally(() => connection.close());
}

const label = `INSERT INTO labels (id, class_id, lon_deg, lat_deg, positive, source) VALUES (7, 'peak', 9.5, 47.1, 1, 'hand');`;

test.each([
  ['a trigger', 'CREATE TRIGGER spy AFTER INSERT ON labels BEGIN DELETE FROM labels; END', 'trigger spy'],
  ['a view', 'CREATE VIEW seen AS SELECT * FROM labels', 'view seen'],
  ['a table', 'CREATE TABLE more (id INTEGER CHECK (id > 0))', 'table more'],
  [
    'another view of the same name',
    `DROP VIEW present_heads; CREATE VIEW present_heads AS SELECT * FROM heads WHERE randomblob(9)`,
    'view present_heads is different',
  ],
  ['a trigger that is missing', 'DROP TRIGGER labels_undo_delete', 'trigger labels_undo_delete is missing'],
])('a project with %s of somebody else is refused and left as it is', async (_, sql, said) => {
  const path = join(folder, `${said.replaceAll(' ', '-')}.topo2vec`);
  await (await createProjectFile(path)).close();
  await tamper(path, `${sql}; ${label}`);
  for (const purpose of ['change', 'look'] as const) {
    await expect(openProjectFile(path, purpose)).rejects.toMatchObject({
      code: 'unsupported-file',
      message: expect.stringContaining(said) as unknown,
    });
  }
});

test('tables left by ANALYZE are accepted', async () => {
  const path = join(folder, 'analysed.topo2vec');
  await (await createProjectFile(path)).close();
  await tamper(path, `${label} ANALYZE`);
  await (await openProjectFile(path)).close();
});

test('a trigger in a project of an older version does not run when it is upgraded', async () => {
  const path = join(folder, 'older.topo2vec');
  await tamper(
    path,
    `${migrations[0] ?? ''}; PRAGMA application_id = 0x54325657; PRAGMA user_version = 1;
     CREATE TRIGGER spy AFTER UPDATE ON labels BEGIN DELETE FROM dtms; END;`,
  );
  await expect(openProjectFile(path)).rejects.toMatchObject({ code: 'unsupported-file' });
  expect(existsSync(`${path}.v1.backup`)).toBe(false);
});

test('statements in the undo log of an older version are discarded and not run', async () => {
  const path = join(folder, 'text.topo2vec');
  await tamper(
    path,
    `${migrations.slice(0, 3).join(';')}; PRAGMA application_id = 0x54325657; PRAGMA user_version = 3;
     INSERT INTO label_classes (id, position, name, colour, letter, geometry)
       VALUES ('peak', 0, 'Peak', '#2563EB', 'P', 'point');
     ${label}
     INSERT INTO undo_steps (id, name) VALUES (1, 'Label peak');
     INSERT INTO undo_log (step_id, sql) VALUES (1, 'DELETE FROM labels'), (1, 'ATTACH ''${join(folder, 'spy')}'' AS spy');`,
  );
  const { database, close } = await openProjectFile(path);
  expect(await undoState(database)).toEqual({ undo: null, redo: null });
  expect(await undo(database)).toBeNull();
  expect(await labels(database)).toEqual({ n: 1 });
  expect(existsSync(join(folder, 'spy'))).toBe(false);
  await close();
});

test.each([
  ['a table that has no steps', `'delete', 'heads', 1, ''`],
  ['a statement for a table', `'delete', 'labels; DELETE FROM labels', 1, ''`],
  ['a statement for a column', `'update', 'labels', 7, 'checked) = (SELECT 1); DELETE FROM labels; --'`],
  ['a column of another table', `'update', 'labels', 7, 'path'`],
  ['another kind of change', `'drop', 'labels', 7, ''`],
])('an undo log that names %s changes nothing', async (name, values) => {
  const path = join(folder, `${name.replaceAll(' ', '-')}.topo2vec`);
  await (await createProjectFile(path)).close();
  await tamper(
    path,
    `${label} INSERT INTO undo_steps (id, name) VALUES (1, 'Harmless');
     INSERT INTO undo_log (step_id, change, table_name, key, columns) VALUES (1, ${values});`,
  );
  const { database, close } = await openProjectFile(path);
  await expect(undo(database)).rejects.toThrow();
  expect(await labels(database)).toEqual({ n: 1 });
  await close();
});

test('values of every kind are restored unchanged: bytes, null, numbers of every size, and quotes', async () => {
  const { database, close } = await createProjectFile(join(folder, 'values.topo2vec'));
  const values = [
    0.1 + 0.2,
    Number.MAX_VALUE,
    5e-324,
    -0.5,
    `it's "quoted"; --`,
    null,
    new Uint8Array([0, 255, 39]),
  ];
  await recordStep(database, 'Add', async (transaction) => {
    for (const value of values) {
      await transaction.run(
        `INSERT INTO labels (class_id, lon_deg, lat_deg, positive, source, source_ref) VALUES ('peak', ?, 47, 1, 'file', ?)`,
        [typeof value === 'number' ? value : 9, typeof value === 'number' ? null : value],
      );
    }
  });
  const all = () => database.all(z.record(z.string(), z.unknown()), 'SELECT * FROM labels ORDER BY id');
  const before = await all();
  expect(before).toHaveLength(values.length);
  await recordStep(database, 'Remove', (transaction) => transaction.run('DELETE FROM labels'));
  await undo(database);
  expect(await all()).toEqual(before);
  await redo(database);
  await undo(database);
  await undo(database);
  expect(await all()).toEqual([]);
  await redo(database);
  expect(await all()).toEqual(before);
  await close();
});
