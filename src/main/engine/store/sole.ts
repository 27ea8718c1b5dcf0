import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { Connection } from './database';

/** How long opening waits for others to release a file, ms: those that only check it are soon done. */
const PATIENCE_MS = 2000;

/**
 * Opens an exclusive connection to an SQLite file. SQLite's own locks are on the file, whatever its name, and end with the
 * process, however that dies: whoever has a file with a write-ahead log open holds a shared lock, and an exclusive one can be had
 * only while nobody else has it open.
 * @param prepare checks the file, and switches it to a write-ahead log
 * @returns the connection, which keeps others out until `share`
 * @throws UserError `project-busy` when others do not release the file; whatever `prepare` throws
 */
export async function openSole(
  path: string,
  prepare: (connection: Connection) => Promise<void>,
): Promise<Connection> {
  const giveUpMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const connection = await Connection.open(path, 'write');
      return await closingOnError(connection, async () => {
        await prepare(connection);
        await holdOff(connection);
        return connection;
      });
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (Date.now() > giveUpMs) throw busy(path, error);
    }
    // Two that try at once block each other; they try again at different times.
    await new Promise((resolve) => setTimeout(resolve, 20 + 80 * Math.random()));
  }
}

/** Lets others read the file of an exclusive connection; no other can become exclusive before it is closed. */
export const share = (connection: Connection): Promise<void> =>
  connection.script('PRAGMA locking_mode = NORMAL; BEGIN IMMEDIATE; COMMIT; PRAGMA busy_timeout = 5000;');

/** The log must be in use before locking becomes exclusive, else it cannot be shared afterwards. */
const holdOff = (connection: Connection): Promise<void> =>
  connection.script(
    `PRAGMA busy_timeout = 0; SELECT count(*) FROM sqlite_schema;
     PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT;`,
  );

/** Whether nobody has a file open as a database. */
export async function isFree(path: string): Promise<boolean> {
  const connection = await Connection.open(path, 'write');
  try {
    await holdOff(connection);
    return true;
  } catch (error) {
    return !isBusy(error);
  } finally {
    await connection.close();
  }
}

const isBusy = (error: unknown): boolean =>
  z.object({ code: z.literal('SQLITE_BUSY') }).safeParse(error).success;

/** The error for a project that others have open. */
export const busy = (path: string, cause?: unknown): UserError =>
  new UserError(
    'project-busy',
    `${basename(path)} is open in another window or program. Close it there first.`,
    { cause },
  );

/** Closes a connection when the work on it fails. */
export async function closingOnError<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await connection.close();
    throw error;
  }
}
