import { Gunzip } from 'fflate';
import { decode as bunzip } from 'seek-bzip';
import { UserError } from '../../../../shared/errors';
import { allBytes, bytesOf, type ByteSource } from './byteSource';

/** Bytes that are read of a compressed source at once. */
const PACKED_BYTES = 64 * 1024;
/** The most bytes of a file compressed by bzip2, which is unpacked as a whole. */
const BZIP2_BYTES_MAX = 256 * 1024 * 1024;

/** The contents of a source compressed by gzip, unpacked as it is read (RFC 1952). */
export function gunzipped(source: ByteSource): ByteSource {
  let reader = start();
  function start(): { readonly parts: Uint8Array[]; readonly gunzip: Gunzip; ended: boolean } {
    source.rewind();
    const parts: Uint8Array[] = [];
    return { parts, ended: false, gunzip: new Gunzip((part) => parts.push(part)) };
  }
  const more = (): void => {
    const packed = new Uint8Array(PACKED_BYTES);
    const count = source.read(packed);
    reader.ended = count === 0;
    try {
      reader.gunzip.push(packed.subarray(0, count), reader.ended);
    } catch {
      throw damaged(source.name);
    }
  };
  return {
    name: source.name,
    totalBytes: source.totalBytes,
    get doneBytes() {
      return source.doneBytes;
    },
    read: (into) => {
      let filled = 0;
      while (filled < into.length) {
        const [part] = reader.parts;
        if (part === undefined) {
          if (reader.ended) break;
          more();
          continue;
        }
        const count = Math.min(part.length, into.length - filled);
        into.set(part.subarray(0, count), filled);
        filled += count;
        if (count === part.length) reader.parts.shift();
        else reader.parts[0] = part.subarray(count);
      }
      return filled;
    },
    rewind: () => {
      reader = start();
    },
  };
}

/** The contents of a source compressed by bzip2; it is unpacked into memory, within bounds. */
export function bunzipped(source: ByteSource): ByteSource {
  const packed = allBytes(source, BZIP2_BYTES_MAX);
  let bytes = new Uint8Array(Math.min(BZIP2_BYTES_MAX, 8 * packed.length + PACKED_BYTES));
  let count = 0;
  try {
    bunzip(
      Buffer.from(packed),
      {
        writeByte: (byte) => {
          if (count === bytes.length) {
            if (count >= BZIP2_BYTES_MAX) throw tooLarge(source.name);
            const larger = new Uint8Array(Math.min(BZIP2_BYTES_MAX, 2 * count));
            larger.set(bytes);
            bytes = larger;
          }
          bytes[count++] = byte;
        },
      },
      true,
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(source.name);
  }
  return bytesOf(source.name, bytes.subarray(0, count));
}

const damaged = (name: string): UserError =>
  new UserError(
    'unsupported-file',
    `${name} is a compressed file that is damaged or cut short. Download it again.`,
  );

const tooLarge = (name: string): UserError =>
  new UserError(
    'unsupported-file',
    `${name} unpacks to more than ${BZIP2_BYTES_MAX / 2 ** 20} MB. Unpack it first: bunzip2 ${name}`,
  );
