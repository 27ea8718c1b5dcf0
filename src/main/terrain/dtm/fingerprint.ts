import { createHash } from 'node:crypto';
import { FileSource } from './fileSource';

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
  const parts = older ? OLDER_PARTS : PARTS;
  const hash = createHash('sha256');
  if (file.size <= (older ? OLDER_PARTS * PART_BYTES : WHOLE_BYTES)) {
    for (let offset = 0; offset < file.size; offset += WHOLE_BYTES / 16)
      hash.update(await file.read(offset, Math.min(WHOLE_BYTES / 16, file.size - offset), 'its contents'));
  } else
    for (let part = 0; part < parts; part++) {
      const offset = Math.floor(((file.size - PART_BYTES) * part) / (parts - 1));
      hash.update(await file.read(offset, PART_BYTES, 'its contents'));
    }
  return `${older ? '' : TODAY}${file.size}-${hash.digest('hex')}`;
}

/** Whether a fingerprint is of the kind that older versions took. */
export const isOlder = (known: string): boolean => !known.startsWith(TODAY);

/**
 * Whether a file has the contents that are known of it.
 * @throws UserError as `FileSource.open` does
 */
export async function isFile(path: string, known: KnownFile): Promise<boolean> {
  const file = await FileSource.open(path);
  try {
    return file.size === known.bytes && (await fingerprint(file, known)) === known.fingerprint;
  } finally {
    await file.close();
  }
}
