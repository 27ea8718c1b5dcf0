import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { diskRefusal } from '../../../shared/systemErrors';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { Connection } from './database';
import { besideName, exists, giveName, removeBuilding, removeLeftovers } from './newFile';
import { purposeOf } from './projectFile';
import { busy, isFree } from './sole';

/**
 * Copies a consistent snapshot of a project file, whatever is written to it in the meantime; unfinished tasks stay with the
 * original. A file at the other path is replaced once the copy is complete.
 * @throws UserError `bad-input` for the file itself, `project-busy` for one that is open, `cancelled`, `disk`
 */
export async function copyProjectFile(path: string, copy: string, signal: AbortSignal): Promise<void> {
  const refuseOpen = async (): Promise<void> => {
    if (!(await exists(copy))) return;
    if ((await realpath(copy)) === (await realpath(path))) {
      throw new UserError('bad-input', `${basename(copy)} is the open project itself. Choose another name.`);
    }
    if (!(await isFree(copy))) throw busy(copy);
  };
  await refuseOpen();
  await removeLeftovers(dirname(copy), isFree);
  const building = besideName(copy);
  try {
    await vacuumInto(path, building, signal);
    const connection = await Connection.open(building, 'write');
    await connection.script('DELETE FROM unfinished_tasks').finally(() => connection.close());
    await refuseOpen();
    await giveName(building, copy);
  } catch (error) {
    await removeBuilding(building);
    throwIfAborted(signal);
    throw diskRefusal(error, copy, (await stat(path)).size) ?? error;
  }
}

async function vacuumInto(path: string, copy: string, signal: AbortSignal): Promise<void> {
  const connection = await Connection.open(path, (await purposeOf(path)) === 'look' ? 'still' : 'read');
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
