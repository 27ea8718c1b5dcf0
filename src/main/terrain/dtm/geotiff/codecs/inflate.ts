import { inflate } from 'node:zlib';
import { promisify } from 'node:util';

const inflateAsync = promisify(inflate);

/** Decodes DEFLATE with a zlib head. @throws Error for damaged bytes, and when they hold more than `mostBytes` */
export function decodeDeflate(packed: Buffer, mostBytes: number): Promise<Buffer> {
  return inflateAsync(packed, { maxOutputLength: mostBytes, chunkSize: Math.max(1024, mostBytes) });
}
