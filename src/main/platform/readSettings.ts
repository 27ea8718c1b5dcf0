import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { settings, type Settings } from '../../shared/contract/settings';

/**
 * The settings in a file, read at once: the window opens with their theme. The defaults where there is none.
 * @throws Error when they cannot be read
 */
export function readSettings(path: string): Settings {
  try {
    return settings.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return settings.parse({});
    throw error;
  }
}

/** Whether an error says that there is no such file. */
export const isMissing = (error: unknown): boolean =>
  z.object({ code: z.literal('ENOENT') }).safeParse(error).success;
