import { unzipSync } from 'fflate';
import { UserError } from '../../../../shared/errors';
import { allBytes, type ByteSource } from './byteSource';

/** The most bytes of a zip file, and of all that is extracted from it. */
const ZIP_BYTES_MAX = 256 * 1024 * 1024;
const UNPACKED_BYTES_MAX = 512 * 1024 * 1024;
/** The most files of a zip that are listed. */
const ENTRIES_MAX = 10_000;

/**
 * The files of a zip whose names fit, by name. No more of each is unpacked than the size that it states.
 * @throws UserError `unsupported-file` for a damaged zip, or one that holds too much
 */
export function unzipped(source: ByteSource, wants: (name: string) => boolean): Map<string, Uint8Array> {
  const { name } = source;
  const bytes = allBytes(source, ZIP_BYTES_MAX);
  let [count, unpacked] = [0, 0];
  try {
    const files = unzipSync(bytes, {
      filter: (entry) => {
        count += 1;
        if (count > ENTRIES_MAX) throw tooMuch(name);
        if (entry.name.startsWith('__MACOSX/') || !wants(entry.name)) return false;
        unpacked += entry.originalSize;
        if (unpacked > UNPACKED_BYTES_MAX) throw tooMuch(name);
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'unsupported-file',
      `${name} cannot be unpacked as a zip file: it may be damaged, cut short or encrypted. Unpack it first.`,
    );
  }
}

const tooMuch = (name: string): UserError =>
  new UserError(
    'unsupported-file',
    `${name} is too large to be read as a zip file. Unpack it first, and choose one of its files.`,
  );
