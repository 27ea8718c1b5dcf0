import { inflateSync } from 'node:zlib';
import { UserError } from '../../../../../../shared/errors';
import { inflateZstd } from '../../../../../platform/zstd';
import { inflateLz4 } from './lz4';

/** A way that a block may be stored in. */
interface BlobKind {
  readonly name: string;
  /** @returns the block's bytes; null where this kind cannot be read */
  readonly inflate: ((stored: Uint8Array, rawBytes: number) => Uint8Array) | null;
}

/** The kinds by the field of the Blob message that holds them ("PBF Format", OpenStreetMap wiki). */
const blobKinds: Readonly<Record<number, BlobKind>> = {
  1: { name: 'raw', inflate: (stored) => stored },
  3: {
    name: 'zlib',
    // A chunk of the block's size spares joining many small ones.
    inflate: (stored, rawBytes) =>
      inflateSync(stored, { maxOutputLength: rawBytes, chunkSize: Math.max(64, rawBytes) }),
  },
  4: { name: 'lzma', inflate: null },
  5: { name: 'bzip2', inflate: null },
  6: { name: 'lz4', inflate: inflateLz4 },
  7: { name: 'zstd', inflate: inflateZstd },
};

/** Whether a field of the Blob message holds a block. */
export const isBlobKind = (field: number): boolean => Object.hasOwn(blobKinds, field);

/**
 * The bytes of a block.
 * @param field of the Blob message that holds it
 * @param rawBytes how many there must be
 * @throws UserError `unsupported-file` for a kind that is not read; Error for bytes that are damaged
 */
export function inflateBlob(field: number, stored: Uint8Array, rawBytes: number, name: string): Uint8Array {
  const kind = blobKinds[field];
  if (kind === undefined || kind.inflate === null) {
    throw new UserError(
      'unsupported-file',
      `${name} is compressed with ${kind?.name ?? `kind ${field}`}, which cannot be read. Write it anew with zlib: ` +
        `osmium cat ${name} -o out.osm.pbf --output-format pbf,pbf_compression=zlib`,
    );
  }
  const bytes = kind.inflate(stored, rawBytes);
  if (bytes.length !== rawBytes) throw new Error(`a block has ${bytes.length} bytes in place of ${rawBytes}`);
  return bytes;
}
