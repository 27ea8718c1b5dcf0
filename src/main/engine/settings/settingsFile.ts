import { open, readFile, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { settings, type Settings } from '../../../shared/contract/settings';
import { UserError } from '../../../shared/errors';

/**
 * Reads the settings; a missing file gives the defaults.
 * @throws UserError `unsupported-file` when the file is there but broken
 */
export async function readSettings(path: string): Promise<Settings> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (z.object({ code: z.literal('ENOENT') }).safeParse(error).success) return '{}';
    throw error;
  });
  try {
    return settings.parse(JSON.parse(text));
  } catch (error) {
    throw new UserError(
      'unsupported-file',
      `The settings in ${basename(path)} cannot be read. Correct or delete the file.`,
      { cause: error },
    );
  }
}

/** Writes the settings beside the old ones, then puts them in their place. */
export async function writeSettings(path: string, value: Settings): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w');
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
