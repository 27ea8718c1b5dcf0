import { ZSTDDecoder } from 'zstddec';

const decoder = new ZSTDDecoder();

/** Loads the decoder. Node has its own from 22.15 on. */
export const prepareZstd = (): Promise<void> => decoder.init();

/**
 * Unpacks Zstandard (RFC 8878). The buffer for the result is `mostBytes` long, whatever size a frame states, and what would not fit is not
 * unpacked. Damaged bytes give none.
 * @throws Error for no room, and for more packed bytes than the decoder's memory should hold
 */
export function inflateZstd(packed: Uint8Array, mostBytes: number): Uint8Array {
  // Without a buffer size the decoder would use the size that the frame states.
  if (mostBytes === 0) throw new Error('No room for the unpacked bytes');
  if (packed.length > 2 * mostBytes + 4096) throw new Error('More packed than unpacked bytes');
  return decoder.decode(packed, mostBytes);
}
