import type { Random } from '../../src/shared/statistics/random';
import { mutateBytes } from './mutations';

const MAGIC = 'Lerc2 ';
/** Where the bytes begin that the checksum is of, and where it stands itself. */
const SUMMED = 14;
const CHECKSUM = 10;

/** Changes the inside of one LERC blob of a file and corrects its checksum, which would reveal the change. */
export function mutateLerc(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original);
  const places: number[] = [];
  for (let at = bytes.indexOf(MAGIC); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) places.push(at);
  const at = places[random.nextInt(Math.max(1, places.length))] ?? 0;
  const end = Math.min(bytes.length, places.find((place) => place > at) ?? bytes.length);
  const inside = mutateBytes(bytes.subarray(at + SUMMED, end), random);
  inside.copy(bytes, at + SUMMED, 0, end - at - SUMMED);
  // What follows the blob in the file is not summed: the blob says how long it is.
  const size = bytes.readUInt32LE(at + (bytes.readInt32LE(at + 6) >= 4 ? 34 : 30));
  const summed = bytes.subarray(at + SUMMED, Math.max(at + SUMMED, Math.min(at + size, bytes.length)));
  bytes.writeUInt32LE(fletcher32(summed), at + CHECKSUM);
  return bytes;
}

/** Fletcher's checksum as LERC has it, of big-endian words. */
function fletcher32(bytes: Buffer): number {
  let [a, b] = [0xffff, 0xffff];
  for (let i = 0; i < bytes.length; i += 2) {
    a = (a + ((bytes[i] ?? 0) << 8) + (bytes[i + 1] ?? 0)) % 0xffff;
    b = (b + a) % 0xffff;
  }
  return (((b === 0 ? 0xffff : b) << 16) | (a === 0 ? 0xffff : a)) >>> 0;
}
