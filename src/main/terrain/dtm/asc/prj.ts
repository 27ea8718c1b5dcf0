import { readFile, stat } from 'node:fs/promises';

const MAX_BYTES = 65_536;

/** The text of the .prj beside a file, which describes its CRS; null when there is none. */
export async function readPrj(path: string): Promise<string | null> {
  const stem = path.replace(/\.[^./\\]*$/, '');
  for (const candidate of [`${stem}.prj`, `${stem}.PRJ`]) {
    const size = await stat(candidate).then(
      (stats) => (stats.isFile() ? stats.size : null),
      () => null,
    );
    if (size !== null && size <= MAX_BYTES) return readFile(candidate, 'utf8');
  }
  return null;
}
