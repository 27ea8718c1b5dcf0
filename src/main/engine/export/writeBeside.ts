import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../../../shared/errors';

/**
 * Writes a file beside the place where it belongs, and moves it there when it is whole: an older file stays until then.
 * @param write writes the file at the path that it is given
 * @throws UserError `disk` when it cannot be written; other UserErrors of `write` as they are
 */
export async function writeBeside(path: string, write: (beside: string) => Promise<void>): Promise<void> {
  const beside = `${path}.partial`;
  try {
    await rm(beside, { force: true });
    await write(beside);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    if (error instanceof UserError) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError('disk', `${basename(path)} could not be written (${detail}). Choose another place.`, {
      cause: error,
    });
  }
}
