import { mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { unwritable } from '../../../shared/systemErrors';
import { UserError } from '../../../shared/errors';
import { partialPath, removePartials } from '../../platform/partials';

/** Where an exported encoder's card lies in its folder. */
export const CARD_FILE = 'card.json';

/** Where an exported encoder's decoder lies in its folder. */
export const DECODER_FOLDER = 'decoder';

/** Where the last layer of a network that learned classes lies in its folder, and the classes' names within. */
export const CLASSIFIER_FOLDER = 'classifier';
export const CLASSES_FILE = 'classes.json';

/**
 * Makes a folder with files in it, all or none: they are written beside, and renamed when they are safe on the disk.
 * @param folder one that is not there yet, or is empty
 * @param files bytes by path below the folder
 * @returns the files' paths
 * @throws UserError `bad-input` when something is in the way; `disk` when it cannot be written
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const inTheWay = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw unwritable(error, folder);
  });
  if (inTheWay !== null && inTheWay.length > 0) {
    throw new UserError(
      'bad-input',
      `The folder ${basename(folder)} is there already and not empty. Choose another name.`,
    );
  }
  const beside = partialPath(folder);
  try {
    await mkdir(dirname(folder), { recursive: true });
    await removePartials(dirname(folder));
    // Not made with its parents: of a read-only disk Node would then say that a folder is missing.
    await mkdir(beside);
    for (const [name, bytes] of files) {
      await mkdir(dirname(join(beside, name)), { recursive: true });
      const file = await open(join(beside, name), 'wx');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
    }
    if (inTheWay !== null) await rmdir(folder);
    await rename(beside, folder);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw unwritable(error, folder);
  }
  return [...files.keys()].map((name) => join(folder, name));
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
