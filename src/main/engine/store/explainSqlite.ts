import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { saidOf } from '../../../shared/plainIssues';
import { diskRefusal } from '../../../shared/systemErrors';

/** Bytes of a trial write: the least that SQLite needs to open a project, the index of its write-ahead log. */
const PROBE_BYTES = 32 * 1024;

/**
 * Turns SQLite errors that a person can do something about, and values that a row cannot have, into UserErrors; the rest are bugs
 * and stay as they are.
 * @param path of the database's file
 */
export async function explainSqlite(error: Error & { code?: string }, path: string): Promise<Error> {
  const name = basename(path);
  if (error instanceof z.ZodError)
    return new UserError(
      'disk',
      `${name} is damaged (${saidOf(error)}). Restore its last backup, or use another copy of it.`,
      { cause: error },
    );
  switch (error.code) {
    case 'SQLITE_FULL':
      return diskRefusal({ code: 'ENOSPC' }, path) ?? error;
    // SQLite does not say why: a full disk or quota looks like a broken or missing one.
    case 'SQLITE_IOERR':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return (
        (await refusalBeside(path)) ??
        new UserError(...unexplained(error, error.code, name), { cause: error })
      );
    case 'SQLITE_CORRUPT':
      return new UserError('disk', `${name} could not be read or written (${error.message}).`, {
        cause: error,
      });
    default:
      return error;
  }
}

function unexplained(
  error: Error,
  code: 'SQLITE_IOERR' | 'SQLITE_CANTOPEN' | 'SQLITE_READONLY',
  name: string,
): [UserError['code'], string] {
  switch (code) {
    case 'SQLITE_IOERR':
      return ['disk', `${name} could not be read or written (${error.message}). Check the disk.`];
    case 'SQLITE_CANTOPEN':
      return ['not-found', `${name} cannot be opened: check that it exists and may be written.`];
    case 'SQLITE_READONLY':
      return [
        'disk',
        `${name} is read-only where it is: you can view it but not change it. ` +
          'Save a copy in one of your folders, and work on that.',
      ];
  }
}

/** The error of writing a few bytes beside the file: null when that succeeds. */
async function refusalBeside(path: string): Promise<UserError | null> {
  const probe = join(dirname(path), `.${randomUUID()}.partial`);
  try {
    const file = await open(probe, 'wx');
    try {
      await file.writeFile(Buffer.alloc(PROBE_BYTES));
      await file.sync();
    } finally {
      await file.close();
    }
    return null;
  } catch (refused) {
    return diskRefusal(refused, path);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}
