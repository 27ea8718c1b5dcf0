import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { listClasses } from '../../../src/main/engine/labels/classes';
import { listMapLayers } from '../../../src/main/engine/mapLayers/mapLayers';
import { createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { migrations } from '../../../src/main/engine/store/schema';
import { recordStep, undo } from '../../../src/main/engine/store/undo';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
const count = z.object({ n: z.number() });

/** Runs SQL with the bare library, as another program would. */
const bare = (path: string, sql: string): Promise<unknown[]> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path);
    database.all(sql, (error: Error | null, rows: unknown[]) => {
      database.close(() => {
        if (error === null) resolve(rows);
        else reject(error);
      });
    });
  });

/** Runs several statements with the bare library. */
const script = (path: string, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const database = new sqlite3.Database(path);
    database.exec(sql, (error) => {
      database.close(() => {
        if (error === null) resolve();
        else reject(error);
      });
    });
  });

test('a new project is an SQLite file with our application id and the class catalogue', async () => {
  const path = join(folder, 'new.topo2vec');
  const file = await createProjectFile(path);
  expect(await file.database.get(count, 'SELECT count(*) AS n FROM label_classes')).toEqual({ n: 9 });
  await file.close();
  // "T2VW" as a big-endian number.
  expect(await bare(path, 'PRAGMA application_id')).toEqual([{ application_id: 0x54325657 }]);
  expect(await bare(path, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  await expect(createProjectFile(path)).rejects.toMatchObject({ code: 'bad-input' });
});

test('other files are refused and left unchanged', async () => {
  const text = join(folder, 'text.topo2vec');
  writeFileSync(text, 'not a database, but long enough to look like one to somebody in a hurry'.repeat(20));
  await expect(openProjectFile(text)).rejects.toMatchObject({ code: 'unsupported-file' });
  const other = join(folder, 'other.topo2vec');
  await bare(other, 'CREATE TABLE things (id INTEGER)');
  await expect(openProjectFile(other)).rejects.toMatchObject({ code: 'unsupported-file' });
  await expect(openProjectFile(join(folder, 'none.topo2vec'))).rejects.toMatchObject({ code: 'not-found' });
});

test('a project of a newer version is refused, naming both versions', async () => {
  const path = join(folder, 'newer.topo2vec');
  await (await createProjectFile(path)).close();
  await bare(path, 'PRAGMA user_version = 99');
  await expect(openProjectFile(path)).rejects.toMatchObject({
    code: 'project-version',
    message: expect.stringContaining('99') as string,
  });
});

test('a project of the first version is backed up, then migrated with all its contents', async () => {
  const path = join(folder, 'older.topo2vec');
  const [first = ''] = migrations;
  await bare(path, 'PRAGMA application_id = 0x54325657');
  await script(
    path,
    `${first}; PRAGMA user_version = 1;
    INSERT INTO label_classes VALUES ('peak', 0, 'Peak', '#2563EB', 'P', NULL, 'point');
    INSERT INTO labels VALUES (7, 'peak', 9.5, 47.1, 1, 'hand', NULL);`,
  );
  // A program that died while it copied left half of it.
  const half = `${path}.v1.backup.building-0123abcd`;
  writeFileSync(half, 'half');
  const file = await openProjectFile(path);
  expect(existsSync(half)).toBe(false);
  expect(await listClasses(file.database)).toMatchObject([
    { id: 'peak', positives: 1, orientationMatters: false, exclusive: true, radiusM: null },
  ]);
  expect((await listMapLayers(file.database)).map(({ kind }) => kind)).toEqual([
    ...['terrain', 'probability', 'look-alikes', 'detections', 'labels'],
  ]);
  await recordStep(file.database, 'Change class', (transaction) =>
    transaction.run(
      "UPDATE label_classes SET orientation_matters = 1, exclusive = 0, radius_m = 480 WHERE id = 'peak'",
    ),
  );
  expect(await listClasses(file.database)).toMatchObject([
    { orientationMatters: true, exclusive: false, radiusM: 480 },
  ]);
  await undo(file.database);
  expect(await listClasses(file.database)).toMatchObject([
    { orientationMatters: false, exclusive: true, radiusM: null },
  ]);
  const checked = z.object({ checked: z.number() });
  await recordStep(file.database, 'Keep a label', (transaction) =>
    transaction.run('UPDATE labels SET checked = 1'),
  );
  expect(await file.database.get(checked, 'SELECT checked FROM labels')).toEqual({ checked: 1 });
  await undo(file.database);
  expect(await file.database.get(checked, 'SELECT checked FROM labels')).toEqual({ checked: 0 });
  await file.close();
  expect(await bare(`${path}.v1.backup`, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  expect(await bare(`${path}.v1.backup`, 'SELECT count(*) AS n FROM labels')).toEqual([{ n: 1 }]);
});

test('a project of version 4 keeps its runs, and judging their detections is now a step', async () => {
  const path = join(folder, 'version-4.topo2vec');
  await bare(path, 'PRAGMA application_id = 0x54325657');
  await script(
    path,
    `${migrations.slice(0, 4).join(';')}; PRAGMA user_version = 4;
    INSERT INTO runs (id, info, created_ms) VALUES (3, '{}', 0);
    INSERT INTO run_maps (id, run_id, class_id, radius_m, lattice) VALUES (5, 3, 'peak', 240, '{}');`,
  );
  const { database, close } = await openProjectFile(path);
  const verdicts = () =>
    database.all(
      z.object({ map_id: z.number(), verdict: z.string() }),
      'SELECT map_id, verdict FROM verdicts',
    );
  await recordStep(database, 'Confirm peak', (transaction) =>
    transaction.run(
      "INSERT INTO verdicts (map_id, lon_deg, lat_deg, verdict) VALUES (5, 9.5, 47.1, 'right')",
    ),
  );
  expect(await verdicts()).toEqual([{ map_id: 5, verdict: 'right' }]);
  await undo(database);
  expect(await verdicts()).toEqual([]);
  await close();
});

test('undo restores a class that an older version removed, exclusive where the catalogue says so', async () => {
  const path = join(folder, 'removed.topo2vec');
  const version = migrations.findIndex((sql) => sql.includes('ADD COLUMN exclusive'));
  await bare(path, 'PRAGMA application_id = 0x54325657');
  await script(
    path,
    `${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version};
    INSERT INTO label_classes (id, position, name, colour, letter, geometry) VALUES
      ('saddle', 0, 'Saddle', '#16A34A', 'S', 'point'), ('alpine-hut', 1, 'Hut', '#EA580C', 'H', 'point');
    INSERT INTO undo_steps (name) VALUES ('Remove classes');
    INSERT INTO undo_current SELECT id FROM undo_steps;
    DELETE FROM label_classes;
    DELETE FROM undo_current;`,
  );
  const file = await openProjectFile(path);
  expect(await undo(file.database)).toBe('Remove classes');
  expect(await listClasses(file.database)).toMatchObject([
    { id: 'saddle', name: 'Saddle', exclusive: true },
    { id: 'alpine-hut', name: 'Hut', exclusive: false },
  ]);
  await file.close();
});

test('a project from before areas existed keeps its labels and steps, and areas are steps from then on', async () => {
  const path = join(folder, 'before-areas.topo2vec');
  const version = migrations.findIndex((sql) => sql.includes('CREATE TABLE areas'));
  await bare(path, 'PRAGMA application_id = 0x54325657');
  await script(
    path,
    `${migrations.slice(0, version).join(';')}; PRAGMA user_version = ${version};
    INSERT INTO label_classes (id, position, name, colour, letter, geometry) VALUES
      ('peak', 0, 'Peak', '#2563EB', 'P', 'point');
    INSERT INTO labels (id, class_id, lon_deg, lat_deg, positive, source, checked) VALUES
      (7, 'peak', 9.5, 47.1, 1, 'hand', 1), (8, 'peak', 9.6, 47.2, 0, 'file', 0);
    INSERT INTO runs (id, info, created_ms) VALUES (3, '{"threshold": 0.5}', 0);
    INSERT INTO run_maps (id, run_id, class_id, radius_m, lattice, threshold) VALUES (5, 3, 'peak', 240, '{}', 0.5);
    INSERT INTO undo_steps (name) VALUES ('Remove a label');
    INSERT INTO undo_current SELECT id FROM undo_steps;
    DELETE FROM labels WHERE id = 8;
    DELETE FROM undo_current;`,
  );
  const { database, close } = await openProjectFile(path);
  const labels = () =>
    database.all(
      z.object({ id: z.number(), checked: z.number(), area_id: z.number().nullable() }),
      'SELECT id, checked, area_id FROM labels ORDER BY id',
    );
  const before = [
    { id: 7, checked: 1, area_id: null },
    { id: 8, checked: 0, area_id: null },
  ];
  expect(await undo(database)).toBe('Remove a label');
  expect(await labels()).toEqual(before);
  await recordStep(database, 'Add an area', async (transaction) => {
    await transaction.run(
      "INSERT INTO areas (id, class_id, positive, source, rings) VALUES (2, 'peak', 0, 'hand', '[]')",
    );
    await transaction.run(
      "INSERT INTO labels (id, class_id, lon_deg, lat_deg, positive, source, area_id) VALUES (9, 'peak', 9, 47, 0, 'hand', 2)",
    );
  });
  const after = [...before, { id: 9, checked: 0, area_id: 2 }];
  expect(await labels()).toEqual(after);
  await recordStep(database, 'Remove an area', (transaction) => transaction.run('DELETE FROM areas'));
  expect(await labels()).toEqual(before);
  await undo(database);
  expect(await labels()).toEqual(after);
  await undo(database);
  expect(await labels()).toEqual(before);
  expect(await database.all(z.unknown(), 'SELECT * FROM run_maps')).toEqual([
    { id: 5, run_id: 3, class_id: 'peak', radius_m: 240, lattice: '{}' },
  ]);
  await close();
});

test('a transaction that throws changes nothing, and transactions do not interleave', async () => {
  const file = await createProjectFile(join(folder, 'transactions.topo2vec'));
  const insert = (line: string) => ['INSERT INTO attributions (line) VALUES (?)', [line]] as const;
  await expect(
    file.database.transaction(async (transaction) => {
      await transaction.run(...insert('half'));
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  const order: string[] = [];
  await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      file.database.transaction(async (transaction) => {
        order.push(`${name} begins`);
        await transaction.run(...insert(name));
        await new Promise(setImmediate);
        order.push(`${name} ends`);
      }),
    ),
  );
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  const lines = await file.database.all(z.object({ line: z.string() }), 'SELECT line FROM attributions');
  expect(lines.map(({ line }) => line)).toEqual(['a', 'b', 'c']);
  await file.close();
});
