import { createHash } from 'node:crypto';
import type { FileSource } from './fileSource';

const PART_BYTES = 65_536;
const PARTS = 16;

/**
 * Identity of a file's contents: its size and the SHA-256 of 16 parts of 64 KiB spread from its head to its tail, or of
 * the whole file where that is less.
 */
export async function fingerprint(file: FileSource): Promise<string> {
  const hash = createHash('sha256');
  if (file.size <= PARTS * PART_BYTES) hash.update(await file.read(0, file.size, 'its contents'));
  else
    for (let part = 0; part < PARTS; part++) {
      const offset = Math.floor(((file.size - PART_BYTES) * part) / (PARTS - 1));
      hash.update(await file.read(offset, PART_BYTES, 'its contents'));
    }
  return `${file.size}-${hash.digest('hex')}`;
}
