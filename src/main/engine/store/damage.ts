import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { saidOf } from '../../../shared/plainIssues';
import { newestBackup } from './backups';

/** The error of a damaged project: `project-damaged` where there is a backup to restore, else `disk`. */
export async function damaged(path: string, what: string, cause?: unknown): Promise<UserError> {
  const backup = await newestBackup(path);
  const wayOut =
    backup === null
      ? 'There is no backup beside it. Use a copy of your own.'
      : `Its labels, classes, encoders and heads were backed up on ${backup.written}: restore that as a new project, in the ` +
        'window or by "topo2vec restore". The damaged file stays as it is.';
  const code = backup === null ? 'disk' : 'project-damaged';
  return new UserError(code, `${basename(path)} is damaged (${what}). ${wayOut}`, { cause });
}

const corrupt = z.union([
  z.object({ code: z.enum(['SQLITE_CORRUPT', 'SQLITE_NOTADB']), message: z.string() }),
  // A header that states another schema format has no error code of its own.
  z.object({ code: z.literal('SQLITE_ERROR'), message: z.string().includes('unsupported file format') }),
]);

/** The error to report for an error of opening a project: `damaged` if damage caused it, else unchanged. */
export async function sayDamage(path: string, error: unknown): Promise<unknown> {
  const found = corrupt.or(z.object({ cause: corrupt }).transform(({ cause }) => cause)).safeParse(error);
  if (found.success) return damaged(path, found.data.message, error);
  if (error instanceof UserError && error.cause instanceof z.ZodError)
    return damaged(path, saidOf(error.cause), error);
  // A file that has backups was once a project.
  const isUnknown = error instanceof UserError && error.code === 'unsupported-file';
  if (isUnknown && (await newestBackup(path)) !== null)
    return damaged(path, error.message.replace(/\.$/, ''), error);
  return error;
}
