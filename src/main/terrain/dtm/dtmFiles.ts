import { extname, resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { FileSource } from './fileSource';
import { fingerprint, fingerprintOfAll, measureAll, type KnownFile } from './fingerprint';
import { findPair } from './headed/pair';
import { wayOut } from './vrt/parseSource';
import { parseVrt } from './vrt/parseVrt';
import { sourcePath } from './vrt/sourcePath';

/** Mosaics of mosaics, and files of one at most. */
const MAX_DEPTH = 4;
const MAX_FILES = 20_000;

/**
 * The files whose contents a DTM is: itself, with the header beside it, or, of a mosaic, with the files that it names. A raster and
 * its header are the same ones in the same order by either.
 * @throws UserError as `openDtm` does
 */
export async function filesOf(path: string): Promise<readonly string[]> {
  const files = new Set<string>();
  await addFiles(path, files, []);
  return [...files];
}

async function addFiles(path: string, files: Set<string>, around: readonly string[]): Promise<void> {
  if (extname(path).toLowerCase() !== '.vrt') {
    const pair = await findPair(path);
    for (const file of pair === null ? [path] : [pair.data, pair.header]) files.add(file);
    return;
  }
  files.add(path);
  const vrt = await FileSource.open(path);
  try {
    const named = around.map((each) => resolve(each));
    if (named.length >= MAX_DEPTH || named.includes(resolve(path)))
      throw vrt.error('unsupported-file', `is a mosaic of mosaics of mosaics, or of itself. ${wayOut}`);
    const { bands } = await parseVrt(vrt);
    const names = new Map(bands.flatMap(({ sources }) => sources).map((source) => [source.fileName, source]));
    for (const source of names.values()) {
      const file = await sourcePath(vrt, source);
      if (!files.has(file)) await addFiles(file, files, [...around, path]);
      if (files.size > MAX_FILES)
        throw vrt.error('unsupported-file', `is made of more than ${MAX_FILES} files. ${wayOut}`);
    }
  } finally {
    await vrt.close();
  }
}

/** Size and time of change of a DTM's files together; null where one is missing, or it is no DTM any more. */
export async function measureDtm(path: string): Promise<Omit<KnownFile, 'fingerprint'> | null> {
  try {
    return await measureAll(await filesOf(path));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/**
 * Whether a DTM's files have the contents that are known of it.
 * @throws UserError as `filesOf` and `FileSource.open` do
 */
export async function isFile(path: string, known: KnownFile): Promise<boolean> {
  const files = await filesOf(path);
  const { bytes } = await measureAll(files);
  if (bytes !== known.bytes) return false;
  const [first = path] = files;
  if (files.length > 1) return (await fingerprintOfAll(files, known)).fingerprint === known.fingerprint;
  const file = await FileSource.open(first);
  try {
    return (await fingerprint(file, known)) === known.fingerprint;
  } finally {
    await file.close();
  }
}
