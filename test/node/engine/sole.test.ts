import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { backUp } from '../../../src/main/engine/store/backups';
import { copyProjectFile } from '../../../src/main/engine/store/copyProjectFile';
import { Connection } from '../../../src/main/engine/store/database';
import { migrations } from '../../../src/main/engine/store/schema';
import { recordStep, undoState } from '../../../src/main/engine/store/undo';
import { cacheDirOf, createProjectFile, openProjectFile } from '../../../src/main/engine/store/projectFile';
import { temporaryFolder } from './folder';

const folder = temporaryFolder();
const count = z.object({ n: z.number() });
const COUNT = 'SELECT count(*) AS n FROM attributions';

/** Opens a project in another process, by the bare library, and reads it as every program does first. */
async function openElsewhere(path: string): Promise<{ kill: () => Promise<void> }> {
  const holder = spawn(process.execPath, [
    '-e',
    `const s = require('sqlite3'); const d = new s.Database(${JSON.stringify(path)});
     d.get('SELECT count(*) FROM labels', (e) => { console.log(e ? e.message : 'held'); setInterval(() => {}, 1000); });`,
  ]);
  const [said] = (await once(holder.stdout, 'data')) as [Buffer];
  expect(said.toString().trim()).toBe('held');
  return {
    kill: async () => {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    },
  };
}

test('another process is locked out while the project is open, and let in once its holder was killed', async () => {
  const path = join(folder, 'busy.topo2vec');
  await (await createProjectFile(path)).close();
  const holder = await openElsewhere(path);
  await expect(openProjectFile(path)).rejects.toMatchObject({ code: 'project-busy' });
  await holder.kill();
  await (await openProjectFile(path)).close();
});

test('the lock belongs to the file, whatever its name and whatever lies beside it', async () => {
  const path = join(folder, 'one.topo2vec');
  const file = await createProjectFile(path);
  const busy = { code: 'project-busy' };

  const link = join(folder, 'link.topo2vec');
  symlinkSync(path, link);
  await expect(openProjectFile(link)).rejects.toMatchObject(busy);

  rmSync(cacheDirOf(path), { recursive: true, force: true });
  await expect(openProjectFile(path)).rejects.toMatchObject(busy);

  mkdirSync(join(folder, 'elsewhere'));
  const moved = join(folder, 'elsewhere', 'moved.topo2vec');
  renameSync(path, moved);
  await expect(openProjectFile(moved)).rejects.toMatchObject(busy);
  renameSync(moved, path);

  await file.close();
  await (await openProjectFile(link)).close();
});

/** Tries in another process to take the lock of `openProjectFile`, by the bare library; the outcome in a word. */
async function tryElsewhere(path: string): Promise<string> {
  const other = spawn(process.execPath, [
    '-e',
    `const s = require('sqlite3'); const d = new s.Database(${JSON.stringify(path)});
     d.exec('SELECT count(*) FROM labels; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE', (e) => {
       console.log(e ? e.code : 'alone'); d.close(); });`,
  ]);
  const [said] = (await once(other.stdout, 'data')) as [Buffer];
  await once(other, 'exit');
  return said.toString().trim();
}

test('the lock survives an upgrade, a copy, a backup and a read', async () => {
  const path = join(folder, 'older.topo2vec');
  const older = await Connection.open(path, 'create');
  await older.script(`${migrations[0] ?? ''}; PRAGMA application_id = 0x54325657; PRAGMA user_version = 1;`);
  await older.close();
  const file = await openProjectFile(path);
  expect(file.upgraded?.from).toBe(1);
  expect(await tryElsewhere(path)).toBe('SQLITE_BUSY');
  await copyProjectFile(path, join(folder, 'copy.topo2vec'), new AbortController().signal);
  await backUp(path);
  await (await openProjectFile(path, 'look')).close();
  expect(await tryElsewhere(path)).toBe('SQLITE_BUSY');
  await file.close();
  expect(await tryElsewhere(path)).toBe('alone');
});

test('a file with two names is refused, since its write-ahead log has only one', async () => {
  const path = join(folder, 'first.topo2vec');
  const second = join(folder, 'second.topo2vec');
  const file = await createProjectFile(path);
  linkSync(path, second);
  const refused = { code: 'bad-input', message: expect.stringContaining('2 names') as unknown };
  await expect(openProjectFile(second)).rejects.toMatchObject(refused);
  await expect(openProjectFile(second, 'look')).rejects.toMatchObject(refused);
  await file.close();
  unlinkSync(second);
  await (await openProjectFile(path)).close();
});

test('of many processes that open a project at once exactly one gets it', async () => {
  const path = join(folder, 'many.topo2vec');
  await (await createProjectFile(path)).close();
  const opened = await Promise.allSettled(Array.from({ length: 6 }, () => openProjectFile(path)));
  const files = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(files).toHaveLength(1);
  for (const result of opened)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'project-busy' });
  await files[0]?.close();
});

test('others may read while one writes: they see what is saved, change nothing and leave nothing behind', async () => {
  const path = join(folder, 'read.topo2vec');
  const file = await createProjectFile(path);
  const add = (line: string) =>
    recordStep(file.database, line, (transaction) =>
      transaction.run('INSERT INTO attributions VALUES (?)', [line]),
    );
  await add('one');
  const looking = await openProjectFile(path, 'look');
  expect(await looking.database.get(count, COUNT)).toEqual({ n: 1 });
  await add('two');
  expect(await looking.database.get(count, COUNT)).toEqual({ n: 2 });
  expect(await undoState(looking.database)).toMatchObject({ undo: 'two' });
  await expect(
    looking.database.transaction((transaction) => transaction.run('DELETE FROM attributions')),
  ).rejects.toThrow();
  await looking.close();
  await add('three');
  await file.close();

  const alone = await openProjectFile(path, 'look');
  expect(await alone.database.get(count, COUNT)).toEqual({ n: 3 });
  await alone.close();
  expect(readdirSync(folder).filter((name) => name.startsWith('read.'))).toEqual(['read.topo2vec']);
});
