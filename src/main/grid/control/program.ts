import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Digits of the hash of a program that its name shows. */
const HASH_DIGITS = 12;

/**
 * Names the program that runs: its version, and a hash of all its code and of the version of Node's zstd, which decides on the bytes of
 * shards, so that workers that would write different ones are told apart.
 * @param folder of the built code
 * @returns e.g. `0.1.0-3f2a91c04b7d`
 */
export async function programOf(folder: string, version: string): Promise<string> {
  const hash = createHash('sha256').update(`zstd ${process.versions.zstd ?? ''}\0`);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.js'));
  for (const name of names.map((each) => each.replaceAll('\\', '/')).sort()) {
    hash.update(`${name}\0`);
    hash.update(await readFile(join(folder, name)));
  }
  return `${version}-${hash.digest('hex').slice(0, HASH_DIGITS)}`;
}
