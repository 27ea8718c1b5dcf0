import { ZSTDDecoder } from 'zstddec';

const decoder = new ZSTDDecoder();

/**
 * Decodes Zstandard (RFC 8878). The room for the result is `mostBytes`, whatever size a frame states, and what would not fit
 * is not decoded. Damaged bytes give none.
 * @throws Error for more packed bytes than the decoder's memory should hold
 */
export async function decodeZstd(packed: Buffer, mostBytes: number): Promise<Buffer> {
  if (packed.length > 2 * mostBytes + 4096) throw new Error('More packed bytes than plain ones');
  await decoder.init();
  return Buffer.from(decoder.decode(packed, mostBytes).buffer);
}
