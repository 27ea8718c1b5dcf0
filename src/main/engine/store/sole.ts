import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { Connection } from './database';

/** How long opening waits for others to let go of a file, ms: those that only look are soon done. */
const PATIENCE_MS = 2000;

/**
 * Opens a connection to an SQLite file that no other has beside it. SQLite's own locks are of the file, whatever it is called,
 * and end with the process, however that dies: whoever has a file with a write-ahead log open holds a shared one, and an
 * exclusive one is had only while nobody else has it open.
 * @param prepare checks the file, and leads it to a write-ahead log
 * @returns the connection, which holds others off until `share`
 * @throws UserError `project-busy` when others do not let go; whatever `prepare` throws
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
    // Two that ask at once hold each other off; they try again at different times.
    await new Promise((resolve) => setTimeout(resolve, 20 + 80 * Math.random()));
  }
}

/** Lets others look at the file of a sole connection; none can be a sole one before it is closed. */
export const share = (connection: Connection): Promise<void> =>
  connection.script('PRAGMA locking_mode = NORMAL; BEGIN IMMEDIATE; COMMIT; PRAGMA busy_timeout = 5000;');

/** The log must be in use before locking becomes exclusive, or else it cannot be shared afterwards. */
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

/** The error of a project that others have open. */
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
