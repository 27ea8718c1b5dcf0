import { extname, resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { FileSource } from '../../platform/fileSource';
import { fingerprint, fingerprintOfAll, measureAll, type KnownFile } from './fingerprint';
import { findPair } from './headed/pair';
import { wayOut } from './vrt/parseSource';
import { parseVrt } from './vrt/parseVrt';
import { sourcePath } from './vrt/sourcePath';

/** How deep mosaics lie in each other, and files of one, at most. */
const MAX_DEPTH = 2;
const MAX_FILES = 20_000;

/**
 * The files whose contents a DTM is: itself, with the header beside it, or, of a mosaic, with the files that it names. A raster and
 * its header are the same ones in the same order by either.
 * @throws UserError as `openDtm` does
 */
export async function filesOf(path: string): Promise<readonly string[]> {
  const files = new Set<string>();
  if (isMosaic(path)) await addMosaic(path, files, new Map());
  else await addRaster(path, files);
  return [...files];
}

const isMosaic = (path: string): boolean => extname(path).toLowerCase() === '.vrt';

async function addRaster(path: string, files: Set<string>): Promise<void> {
  const pair = await findPair(path);
  for (const file of pair === null ? [path] : [pair.data, pair.header]) files.add(file);
}

/**
 * Adds the files of a mosaic, and gives how deep mosaics lie in it, itself counted.
 * @param depths of those that were looked at, Infinity while they are
 */
async function addMosaic(path: string, files: Set<string>, depths: Map<string, number>): Promise<number> {
  const known = depths.get(resolve(path));
  if (known !== undefined) return known;
  depths.set(resolve(path), Infinity);
  files.add(path);
  const vrt = await FileSource.open(path);
  try {
    const { bands } = await parseVrt(vrt);
    const sources = new Map(bands.flatMap((band) => band.sources).map((source) => [source.fileName, source]));
    let depth = 1;
    for (const source of sources.values()) {
      const file = await sourcePath(vrt, source);
      if (isMosaic(file)) depth = Math.max(depth, 1 + (await addMosaic(file, files, depths)));
      else if (!files.has(file)) await addRaster(file, files);
      if (depth > MAX_DEPTH)
        throw vrt.error('unsupported-file', `is a mosaic of mosaics of mosaics, or of itself. ${wayOut}`);
      if (files.size > MAX_FILES)
        throw vrt.error('unsupported-file', `is made of more than ${MAX_FILES} files. ${wayOut}`);
    }
    depths.set(resolve(path), depth);
    return depth;
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
