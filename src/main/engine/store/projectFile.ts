import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { diskRefusal } from '../../../shared/systemErrors';
import { UserError } from '../../../shared/errors';
import { labelClassCatalogue } from '../../../shared/labels/labelClasses';
import { checkSchema } from './checkSchema';
import { checkSound } from './checkSound';
import { Connection, Database } from './database';
import { sayDamage } from './damage';
import { giveBackSpace } from './giveBackSpace';
import { besideName, exists, giveName, removeBuilding, removeLeftovers } from './newFile';
import { migrations } from './schema';
import { closingOnError, isFree, openSole, share } from './sole';
import { migrate, newDatabase, readVersion } from './version';

/** What opening a project did to a file of an older version. */
interface Upgrade {
  /** The version that it had. */
  readonly from: number;
  /** Path of the copy of the file as it was. */
  readonly backup: string;
}

/** What a project is opened for: any number may view it, while at most one may change it. */
export type Purpose = 'change' | 'look';

/** An open project file. */
export interface ProjectFile {
  readonly database: Database;
  readonly upgraded: Upgrade | null;
  /** Whether it cannot be written where it is: file, folder or disk is read-only. */
  readonly readOnly: boolean;
  readonly close: () => Promise<void>;
}

/**
 * Creates a project file with the catalogue of label classes in it. It is written under a temporary name and renamed when it is
 * complete, so that a program that dies leaves no partial project; what such a program left is removed here.
 * @param fill adds its other first contents, to the file at the path that it is given
 * @throws UserError `bad-input` when something already exists there, `disk` where nothing can be written, and whatever `fill`
 * throws
 */
export async function createProjectFile(
  path: string,
  fill: (file: ProjectFile, path: string) => Promise<void> = () => Promise.resolve(),
): Promise<ProjectFile> {
  const refuse = async (): Promise<void> => {
    if (await exists(path))
      throw new UserError('bad-input', `${basename(path)} already exists. Open it, or choose another name.`);
  };
  await refuse();
  if (!(await mayWrite(dirname(path)))) {
    throw new UserError(
      'disk',
      `${basename(path)} cannot be created in ${dirname(path)}: the folder does not exist or is read-only. Choose another one.`,
    );
  }
  await removeLeftovers(dirname(path), isFree);
  const building = besideName(path);
  try {
    const writer = await newDatabase(building);
    await closingOnError(writer, async () => {
      await prepare(writer);
      await addCatalogue(writer);
    });
    const file = await open(building, writer, null);
    await fill(file, building).finally(file.close);
    await refuse();
    await giveName(building, path);
  } catch (error) {
    await removeBuilding(building);
    throw diskRefusal(error, path) ?? error;
  }
  return openProjectFile(path);
}

async function addCatalogue(writer: Connection): Promise<void> {
  const insert =
    'INSERT INTO label_classes (id, position, name, colour, letter, filter, geometry, exclusive, shape) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
  await writer.script('BEGIN');
  for (const [position, entry] of labelClassCatalogue.entries()) {
    const filter = entry.filter === null ? null : JSON.stringify(entry.filter);
    const { id, name, colour, letter, geometry, exclusive, shape } = entry;
    await writer.run(insert, [
      ...[id, position, name, colour, letter, filter, geometry, exclusive ? 1 : 0, shape],
    ]);
  }
  await writer.script('COMMIT');
}

/**
 * Opens a project file, after a copy and a migration when an older version wrote it.
 * @param purpose to view it, it is opened even while another program changes it, and where it cannot be written
 * @throws UserError `not-found`, `unsupported-file` (not a project, or not with the structure that this program gives it),
 * `project-version` (newer than this program), `project-busy` (open elsewhere), `project-damaged` (there is a backup), `disk`
 * (cannot be read or written) or `bad-input` (a hard link)
 */
export async function openProjectFile(path: string, purpose: Purpose = 'change'): Promise<ProjectFile> {
  await checkName(path);
  try {
    return await openNamed(path, purpose);
  } catch (error) {
    throw await sayDamage(path, error);
  }
}

async function openNamed(path: string, purpose: Purpose): Promise<ProjectFile> {
  if (purpose === 'look') {
    const file = await look(path);
    if (file !== null) return file;
  }
  if (!(await mayChange(path))) {
    throw new UserError(
      'disk',
      `${basename(path)} cannot be changed where it is: the file, its folder or its disk is read-only. ` +
        'Copy it to one of your folders and open the copy.',
    );
  }
  const writer = await openSole(path, async (connection) => {
    await readVersion(connection, basename(path));
    await prepare(connection);
  });
  return closingOnError(writer, async () => {
    const version = await readVersion(writer, basename(path));
    await checkSchema(writer, version, basename(path));
    await checkSound(writer, path);
    const upgraded = version === migrations.length ? null : await upgrade(path, writer, version);
    await share(writer);
    return open(path, writer, upgraded);
  });
}

/** Opens a project of this version for reading; null for one of an older version. */
async function look(path: string): Promise<ProjectFile | null> {
  const name = basename(path);
  const openOne = await reading(path);
  const reader = await openOne();
  return closingOnError(reader, async () => {
    const version = await readVersion(reader, name);
    if (version < migrations.length) {
      await reader.close();
      return null;
    }
    await checkSchema(reader, version, name);
    await checkSound(reader, path);
    const database = new Database(await openOne(), reader);
    const readOnly = !(await mayChange(path));
    return { database, upgraded: null, readOnly, close: () => database.close() };
  });
}

/**
 * How a project is read. A connection to one that may be changed cleans up the log of a killed program. Where nothing can be
 * written, SQLite is told that the file stays as it is.
 */
async function reading(path: string): Promise<() => Promise<Connection>> {
  if (await mayChange(path)) {
    return async () => {
      const reader = await Connection.open(path, 'write');
      return closingOnError(reader, async () => {
        await reader.script('PRAGMA query_only = ON; PRAGMA busy_timeout = 5000;');
        return reader;
      });
    };
  }
  if (await isFilled(`${await realpath(path)}-wal`)) {
    const name = basename(path);
    throw new UserError(
      'disk',
      `${name} cannot be written where it is, and its last changes are still in ${name}-wal. ` +
        'Copy both to one of your folders and open the copy.',
    );
  }
  return () => Connection.open(path, 'still');
}

/** What a project can be opened for where it is: on a read-only file, folder or disk it can only be viewed. */
export async function purposeOf(path: string): Promise<Purpose> {
  const there = await realpath(path).catch(() => null);
  return there === null || (await mayChange(there)) ? 'change' : 'look';
}

/**
 * SQLite keeps the log of changes by name: with two names for a file, changes under one are lost under the other.
 * @throws UserError `not-found`, or `bad-input` for a file that has several names
 */
async function checkName(path: string): Promise<void> {
  const name = basename(path);
  const found = await stat(path).catch(() => null);
  if (found === null) throw new UserError('not-found', `${name} does not exist. Check the path.`);
  if (!found.isFile()) throw new UserError('unsupported-file', `${name} is not a Topo2Vec project.`);
  if (found.nlink > 1) {
    throw new UserError(
      'bad-input',
      `${name} has ${found.nlink} names on its disk (hard links), and changes made under one could be lost under another. ` +
        'Delete the other names, or make a copy of the file and open that.',
    );
  }
}

async function open(path: string, writer: Connection, upgraded: Upgrade | null): Promise<ProjectFile> {
  const database = new Database(writer, await Connection.open(path, 'read'));
  return { database, upgraded, readOnly: false, close: () => database.close() };
}

/**
 * FULL makes a commit wait for the disk, so that a power loss does not undo it; on macOS only `fullfsync` empties the drive's own
 * cache. Bulk transactions do with less (see `Database`).
 */
async function prepare(connection: Connection): Promise<void> {
  await connection.script(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
     PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000;`,
  );
}

/** Copies the file through SQLite: opening and closing it in any other way in this process would end SQLite's locks on it. */
async function upgrade(path: string, writer: Connection, from: number): Promise<Upgrade> {
  const backup = `${path}.v${from}.backup`;
  await removeLeftovers(dirname(backup), isFree);
  const building = besideName(backup);
  try {
    await writer.run('VACUUM INTO ?', [building]);
    await giveName(building, backup);
  } catch (error) {
    await removeBuilding(building);
    throw diskRefusal(error, backup, (await stat(path)).size) ?? error;
  }
  await migrate(writer, from);
  await giveBackSpace(writer);
  return { from, backup };
}

/** The folder beside a project that holds what can be computed again: pyramids. */
export const cacheDirOf = (path: string): string => `${path}.cache`;

/** Whether file and folder may be written: SQLite keeps its log beside the file. */
const mayChange = async (path: string): Promise<boolean> => {
  const real = await realpath(path);
  return (await mayWrite(real)) && (await mayWrite(dirname(real)));
};

const mayWrite = (path: string): Promise<boolean> =>
  access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );

const isFilled = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size > 0,
    () => false,
  );
