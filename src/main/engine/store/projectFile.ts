import { constants } from 'node:fs';
import { access, copyFile, mkdir, open as openFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { diskRefusal, unwritable } from '../../../shared/diskErrors';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { labelClassCatalogue } from '../../../shared/labelClasses';
import { syncFolder } from '../../terrain/syncFolder';
import { Connection, Database } from './database';
import { refusalBeside } from './explainSqlite';
import { migrations } from './schema';

/** `application_id` of a project file: the letters T2VW. */
const APPLICATION_ID = 0x54325657;

/** What opening a project did to a file of an older version. */
interface Upgrade {
  /** The version that it was of. */
  readonly from: number;
  /** Path of the file as it was. */
  readonly backup: string;
}

/** An open project file. */
export interface ProjectFile {
  readonly database: Database;
  readonly upgraded: Upgrade | null;
  readonly close: () => Promise<void>;
}

/**
 * Creates a project file with the catalogue of label classes in it.
 * @throws UserError `bad-input` when something is there already
 */
export async function createProjectFile(path: string): Promise<ProjectFile> {
  if (await exists(path)) {
    throw new UserError('bad-input', `${basename(path)} exists already. Open it, or choose another name.`);
  }
  const unlock = await lock(path);
  try {
    const writer = await Connection.open(path, 'create');
    await prepare(writer);
    await writer.script(`PRAGMA application_id = ${APPLICATION_ID}`);
    await migrate(writer, 0);
    const insert =
      'INSERT INTO label_classes (id, position, name, colour, letter, filter, geometry) VALUES (?, ?, ?, ?, ?, ?, ?)';
    await writer.script('BEGIN');
    for (const [position, entry] of labelClassCatalogue.entries()) {
      const filter = entry.filter === null ? null : JSON.stringify(entry.filter);
      await writer.run(insert, [
        entry.id,
        position,
        entry.name,
        entry.colour,
        entry.letter,
        filter,
        entry.geometry,
      ]);
    }
    await writer.script('COMMIT');
    return await open(path, writer, unlock, null);
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Opens a project file, after a copy and a migration when an older version wrote it.
 * @throws UserError `not-found`, `unsupported-file` (no project), `project-version` (newer than this program) or
 * `project-busy` (open elsewhere)
 */
export async function openProjectFile(path: string): Promise<ProjectFile> {
  const name = basename(path);
  if (!(await exists(path))) throw new UserError('not-found', `${name} is not there. Check the path.`);
  const unlock = await lock(path);
  try {
    const writer = await Connection.open(path, 'write');
    try {
      const version = await readVersion(writer, name);
      await prepare(writer);
      if (version === migrations.length) return await open(path, writer, unlock, null);
      const backup = `${path}.v${version}.backup`;
      await writer.script('PRAGMA wal_checkpoint(TRUNCATE)');
      await backUp(path, backup);
      await migrate(writer, version);
      return await open(path, writer, unlock, { from: version, backup });
    } catch (error) {
      await writer.close();
      throw error;
    }
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Copies a project file as it is at one moment, whatever is written to it meanwhile; unfinished tasks stay with the original.
 * What lies at the other path is replaced once the copy is whole.
 * @throws UserError `bad-input` for the file itself, `project-busy` for one that is open, `cancelled`, `disk`
 */
export async function copyProjectFile(path: string, copy: string, signal: AbortSignal): Promise<void> {
  const replaces = await exists(copy);
  if (replaces && (await realpath(copy)) === (await realpath(path))) {
    throw new UserError('bad-input', `${basename(copy)} is the open project itself. Choose another name.`);
  }
  const unlock = replaces ? await lock(copy) : () => Promise.resolve();
  const partial = `${copy}.partial`;
  try {
    await rm(partial, { force: true });
    await vacuumInto(path, partial, signal);
    const connection = await Connection.open(partial, 'write');
    await connection.script('DELETE FROM unfinished_tasks').finally(() => connection.close());
    // A log that a killed program left belongs to the file that is replaced.
    for (const suffix of ['-wal', '-shm']) await rm(copy + suffix, { force: true });
    await rename(partial, copy);
    await syncFolder(dirname(copy));
  } catch (error) {
    for (const suffix of ['', '-journal']) await rm(partial + suffix, { force: true });
    throwIfAborted(signal);
    throw diskRefusal(error, copy, (await stat(path)).size) ?? error;
  } finally {
    await unlock();
  }
}

/**
 * Copies a project file as it is, safe on the disk.
 * @throws UserError `disk` when the copy does not fit: nothing is left of it then
 */
async function backUp(path: string, backup: string): Promise<void> {
  const partial = `${backup}.partial`;
  try {
    await copyFile(path, partial, constants.COPYFILE_FICLONE);
    const file = await openFile(partial, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, backup);
    await syncFolder(dirname(backup));
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw unwritable(error, backup, (await stat(path)).size);
  }
}

async function vacuumInto(path: string, copy: string, signal: AbortSignal): Promise<void> {
  const connection = await Connection.open(path, 'read');
  const onAbort = (): void => {
    connection.interrupt();
  };
  signal.addEventListener('abort', onAbort);
  try {
    throwIfAborted(signal);
    await connection.run('VACUUM INTO ?', [copy]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    await connection.close();
  }
}

async function open(
  path: string,
  writer: Connection,
  unlock: () => Promise<void>,
  upgraded: Upgrade | null,
): Promise<ProjectFile> {
  const reader = await Connection.open(path, 'read');
  const database = new Database(writer, reader);
  return {
    database,
    upgraded,
    close: async () => {
      await database.close();
      await unlock();
    },
  };
}

/**
 * FULL makes a commit wait for the disk, so that a power loss does not take it back; on macOS only `fullfsync` empties the
 * drive's own cache. Bulk transactions do with less (see `Database`).
 */
async function prepare(connection: Connection): Promise<void> {
  await connection.script(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
     PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;`,
  );
}

async function readVersion(connection: Connection, name: string): Promise<number> {
  const notOurs = new UserError('unsupported-file', `${name} is not a Topo2Vec project.`);
  const versions = await connection
    .get(
      z.object({ application: z.number(), version: z.number() }),
      `SELECT a.application_id AS application, v.user_version AS version
       FROM pragma_application_id() AS a, pragma_user_version() AS v`,
    )
    .catch((error: unknown) => {
      // A disk that refuses says nothing about the file.
      throw error instanceof UserError ? error : notOurs;
    });
  if (versions?.application !== APPLICATION_ID) throw notOurs;
  if (versions.version > migrations.length) {
    throw new UserError(
      'project-version',
      `${name} was written by a newer Topo2Vec Workbench (file version ${versions.version}; this one reads up to ` +
        `${migrations.length}). Update the program to open it.`,
    );
  }
  return versions.version;
}

async function migrate(connection: Connection, from: number): Promise<void> {
  for (const [index, sql] of migrations.entries()) {
    if (index < from) continue;
    await connection.script(`BEGIN; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}

/**
 * Keeps other processes from opening the same project, by an exclusive transaction on a file in its cache: the operating
 * system ends it with the process, however that dies.
 */
async function lock(path: string): Promise<() => Promise<void>> {
  const folder = cacheDirOf(path);
  // Of a read-only disk this says that the folder is not there.
  await mkdir(folder, { recursive: true }).catch(async (error: unknown) => {
    throw (await refusalBeside(folder)) ?? error;
  });
  const connection = await Connection.open(join(folder, 'lock'), 'create');
  try {
    await connection.script('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
  } catch (error) {
    await connection.close();
    if (!isBusy(error)) throw error;
    throw new UserError(
      'project-busy',
      `${basename(path)} is open in another window or program. Close it there first.`,
      { cause: error },
    );
  }
  return () => connection.close();
}

const isBusy = (error: unknown): boolean =>
  z.object({ code: z.literal('SQLITE_BUSY') }).safeParse(error).success;

/** The folder beside a project that holds what can be made again: pyramids, and the lock. */
export const cacheDirOf = (path: string): string => `${path}.cache`;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
