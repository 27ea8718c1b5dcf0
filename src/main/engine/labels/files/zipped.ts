import { inflateRawSync } from 'node:zlib';
import { UserError } from '../../../../shared/errors';
import { crc32 } from '../../../terrain/zip/crc32';
import { takeRanged } from '../../../terrain/zip/ranges';
import { dataStart, zipEntries, type ZipEntry } from '../../../terrain/zip/zipEntries';
import { allBytes, type ByteSource } from './byteSource';

/** The most bytes of a zip file, and of all that is extracted from it. */
const ZIP_BYTES_MAX = 256 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 512 * 1024 * 1024;
/** The most files of a zip that are listed. */
const ENTRIES_MAX = 10_000;

/**
 * The files of a zip whose names fit, by name. No more of each is unpacked than the size that it states.
 * @throws UserError `unsupported-file` for one that is encrypted or holds too much, `truncated-file` for a damaged one
 */
export function unzipped(source: ByteSource, wants: (name: string) => boolean): Map<string, Uint8Array> {
  const { name } = source;
  const bytes = allBytes(source, ZIP_BYTES_MAX);
  const entries = takeRanged(bytes, zipEntries(name, bytes.length));
  const wanted = entries.filter(({ path }) => !path.startsWith('__MACOSX/') && wants(path));
  const unpacked = wanted.reduce((sum, { size }) => sum + size, 0);
  if (entries.length > ENTRIES_MAX || unpacked > UNPACKED_BYTES_MAX) throw tooMuch(name);
  return new Map(wanted.map((entry) => [entry.path, unpack(name, bytes, entry)]));
}

/** @throws UserError naming the archive */
function unpack(name: string, bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const { path, packing, isEncrypted, packedBytes, size } = entry;
  if (isEncrypted || packing === null)
    throw new UserError(
      'unsupported-file',
      `${name} holds ${path}, which is packed with ${isEncrypted ? 'a password' : 'an unsupported method'}. Unpack it first.`,
    );
  const start = takeRanged(bytes, dataStart(name, entry));
  const packed = bytes.subarray(start, start + packedBytes);
  const whole = packing === 'stored' ? packed : inflated(packed, size);
  if (whole?.length !== size || crc32(whole) !== entry.crc32)
    throw new UserError(
      'truncated-file',
      `${name} holds ${path}, which is damaged or cut short. Download it again.`,
    );
  return whole;
}

/** Null for bytes that cannot be inflated to that size. */
function inflated(packed: Uint8Array, size: number): Uint8Array | null {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return null;
  }
}

const tooMuch = (name: string): UserError =>
  new UserError(
    'unsupported-file',
    `${name} is too large to be read as a zip file. Unpack it first, and choose one of its files.`,
  );
