import { statfs } from 'node:fs/promises';
import { UserError } from '../../../shared/errors';

/** Older runtimes, such as that of Electron 22, cannot ask how full a disk is: there, a full one is told when it is met. */
const ask: typeof statfs | undefined = statfs;

/**
 * Asks whether there is room on a disk.
 * @param folder one that exists
 * @param what will be written, for the message
 * @throws UserError `disk` when there are fewer bytes free than are needed
 */
export async function requireSpace(folder: string, neededBytes: number, what: string): Promise<void> {
  if (ask === undefined) return;
  const { bavail, bsize } = await ask(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new UserError(
    'disk',
    `The disk of ${folder} is too full for ${what}: it may need ${megabytes(neededBytes)}, and ${megabytes(freeBytes)} ` +
      'are free. Make room there; nothing was lost.',
  );
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
