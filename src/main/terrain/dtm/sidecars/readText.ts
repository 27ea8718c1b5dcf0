import { readFile, stat } from 'node:fs/promises';

/** Maximum size: texts beside a raster are short. */
const MAX_BYTES = 65_536;

/**
 * The text of the first of some files that exists and is no larger than `maxBytes`; null when there is none. A text that
 * cannot be read counts as absent.
 */
export async function readText(paths: readonly string[], maxBytes = MAX_BYTES): Promise<string | null> {
  for (const path of paths) {
    const size = await stat(path).then(
      (stats) => (stats.isFile() ? stats.size : null),
      () => null,
    );
    if (size !== null && size <= maxBytes) return readFile(path, 'utf8').catch(() => null);
  }
  return null;
}

/** A file's path without its ending. */
export const withoutEnding = (path: string): string => path.replace(/\.[^./\\]*$/, '');
