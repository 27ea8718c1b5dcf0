import { crc32c } from './crc32c';

/** Bytes of an entry of the index: offset and length, 64 bits each. */
const ENTRY_BYTES = 16;

/** Both of an inner chunk that is not there. */
const ABSENT = 2n ** 64n - 1n;

/** Bytes of the index of so many inner chunks, with its checksum. */
export const indexBytes = (count: number): number => count * ENTRY_BYTES + 4;

/** Bytes, followed by their CRC-32C: Zarr's codec of that name. */
function withChecksum(bytes: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(bytes.length + 4);
  sealed.set(bytes);
  new DataView(sealed.buffer).setUint32(bytes.length, crc32c(bytes), true);
  return sealed;
}

/** What precedes a checksum; null when it is not that of the bytes. */
export function checked(sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < 4) return null;
  const bytes = sealed.subarray(0, -4);
  const { buffer, byteOffset, length } = sealed;
  return new DataView(buffer, byteOffset, length).getUint32(length - 4, true) === crc32c(bytes)
    ? bytes
    : null;
}

/**
 * A shard as Zarr's codec `sharding_indexed` defines it: inner chunks, then the index of them all, then its checksum.
 * @param chunks encoded, by their place in the index; undefined: not there
 * @param order places in the index, in the order in which their chunks lie in the file
 * @returns its bytes, in pieces that follow one another
 */
export function shardFile(
  chunks: readonly (Uint8Array | undefined)[],
  order: Iterable<number>,
): Uint8Array[] {
  const index = new DataView(new ArrayBuffer(chunks.length * ENTRY_BYTES));
  for (let place = 0; place < 2 * chunks.length; place++) index.setBigUint64(8 * place, ABSENT, true);
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const place of order) {
    const chunk = chunks[place];
    if (chunk === undefined) continue;
    index.setBigUint64(ENTRY_BYTES * place, BigInt(offset), true);
    index.setBigUint64(ENTRY_BYTES * place + 8, BigInt(chunk.length), true);
    parts.push(chunk);
    offset += chunk.length;
  }
  parts.push(withChecksum(new Uint8Array(index.buffer)));
  return parts;
}

/** Where an inner chunk lies in its file. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/**
 * Reads the index of a shard.
 * @param bytes the last `indexBytes` of the file
 * @returns spans by their place in the index, null for chunks that are not there; null as a whole when it is damaged
 */
export function readIndex(bytes: Uint8Array): (Span | null)[] | null {
  const index = checked(bytes);
  if (index === null) return null;
  const view = new DataView(index.buffer, index.byteOffset, index.length);
  return Array.from({ length: index.length / ENTRY_BYTES }, (_, place) => {
    const offset = view.getBigUint64(ENTRY_BYTES * place, true);
    const length = view.getBigUint64(ENTRY_BYTES * place + 8, true);
    return offset === ABSENT ? null : { offset: Number(offset), length: Number(length) };
  });
}
