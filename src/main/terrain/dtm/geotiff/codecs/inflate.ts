import { inflateSync } from 'node:zlib';

/** Decodes DEFLATE with a zlib header. @throws Error for damaged bytes, and when they hold more than `mostBytes` */
export function decodeDeflate(packed: Buffer, mostBytes: number): Buffer {
  return inflateSync(packed, { maxOutputLength: mostBytes, chunkSize: Math.max(1024, mostBytes) });
}
