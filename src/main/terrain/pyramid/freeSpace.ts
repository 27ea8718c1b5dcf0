import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskRefusal } from '../../../shared/systemErrors';

/** Older runtimes, such as that of Electron 22, cannot query free disk space: there, a full disk is reported when writing fails. */
const ask: typeof statfs | undefined = statfs;

/**
 * Checks that there is room on a disk.
 * @param path of the file that will be written, in a folder that exists
 * @throws UserError `disk` when there are fewer bytes free than are needed
 */
export async function requireSpace(path: string, neededBytes: number): Promise<void> {
  if (ask === undefined) return;
  const { bavail, bsize } = await ask(dirname(path));
  const refusal = bavail * bsize < neededBytes ? diskRefusal({ code: 'ENOSPC' }, path, neededBytes) : null;
  if (refusal !== null) throw refusal;
}
