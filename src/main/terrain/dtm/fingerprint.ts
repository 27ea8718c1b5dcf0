import { createHash, type Hash } from 'node:crypto';
import { FileSource } from '../../platform/fileSource';

const PART_BYTES = 65_536;
/** Larger files are not read whole. */
const WHOLE_BYTES = 64 * 1024 * 1024;
/** Parts of larger files: a quarter of a percent of 6 GB. */
const PARTS = 256;
/** Begins the fingerprints of today; older ones, which stand in older projects, begin with the size. */
const TODAY = 'v2-';
/** Parts that older fingerprints are made of. */
const OLDER_PARTS = 16;

/** A file as it was when its fingerprint was taken. */
export interface KnownFile {
  readonly fingerprint: string;
  readonly bytes: number;
  /** Time of its last change, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/**
 * Identity of a file's contents: its size and the SHA-256 of the whole of it, or, beyond 64 MiB, of 256 parts of 64 KiB
 * spread from its head to its tail.
 * @param known what is known of the file: where size and time of change are the same, it is not read again; else the
 * fingerprint is of the same kind, so that both can be compared
 */
export async function fingerprint(file: FileSource, known?: KnownFile): Promise<string> {
  if (known?.bytes === file.size && known.modifiedMs === file.modifiedMs) return known.fingerprint;
  const older = known !== undefined && isOlder(known.fingerprint);
  const hash = createHash('sha256');
  if (older) await addContents(hash, file, OLDER_PARTS * PART_BYTES, OLDER_PARTS);
  else await addContents(hash, file, WHOLE_BYTES, PARTS);
  return `${older ? '' : TODAY}${file.size}-${hash.digest('hex')}`;
}

/** Adds a file's contents to a hash: the whole of it up to a size, else parts spread from its head to its tail, two at least. */
async function addContents(hash: Hash, file: FileSource, wholeBytes: number, parts: number): Promise<void> {
  if (file.size <= wholeBytes) {
    for (let offset = 0; offset < file.size; offset += WHOLE_BYTES / 16)
      hash.update(await file.read(offset, Math.min(WHOLE_BYTES / 16, file.size - offset), 'its contents'));
  } else
    for (let part = 0; part < parts; part++) {
      const offset = Math.floor(((file.size - PART_BYTES) * part) / (parts - 1));
      hash.update(await file.read(offset, PART_BYTES, 'its contents'));
    }
}

/**
 * Identity of a DTM that several files make, such as a raster and its header, or a mosaic: as of one, where each is read whole up to
 * its share of 64 MiB, else its share of 256 parts and two at least.
 * @param paths of all of them, the same ones in the same order whichever was chosen
 * @throws UserError as `FileSource.open` does
 */
export async function fingerprintOfAll(paths: readonly string[], known?: KnownFile): Promise<KnownFile> {
  const now = await measureAll(paths);
  if (known?.bytes === now.bytes && known.modifiedMs === now.modifiedMs) return known;
  const hash = createHash('sha256');
  const share = 1 / Math.max(1, paths.length);
  for (const path of paths) {
    const file = await FileSource.open(path);
    try {
      hash.update(`${file.size}:`);
      const wholeBytes = Math.max(2 * PART_BYTES, WHOLE_BYTES * share);
      await addContents(hash, file, wholeBytes, Math.max(2, Math.floor(PARTS * share)));
    } finally {
      await file.close();
    }
  }
  return { fingerprint: `${TODAY}${now.bytes}-${hash.digest('hex')}`, ...now };
}

/** Sum of the sizes and last time of change of files. @throws UserError `not-found`, `bad-input` */
export async function measureAll(paths: readonly string[]): Promise<Omit<KnownFile, 'fingerprint'>> {
  let [bytes, modifiedMs] = [0, 0];
  for (const path of paths) {
    const file = await FileSource.stat(path);
    bytes += file.size;
    modifiedMs = Math.max(modifiedMs, file.mtimeMs);
  }
  return { bytes, modifiedMs };
}

/** Whether a fingerprint is of the kind that older versions took. */
export const isOlder = (known: string): boolean => !known.startsWith(TODAY);
