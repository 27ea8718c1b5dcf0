import { ZSTDDecoder } from 'zstddec';

const decoder = new ZSTDDecoder();

/** Makes the decoder ready. Node has one of its own from 22.15 on. */
export const prepareZstd = (): Promise<void> => decoder.init();

/**
 * Unpacks Zstandard (RFC 8878). The room for the result is `mostBytes`, whatever size a frame states, and what would not fit is not
 * unpacked. Damaged bytes give none.
 * @throws Error for no room, and for more packed bytes than the decoder's memory should hold
 */
export function inflateZstd(packed: Uint8Array, mostBytes: number): Uint8Array {
  // Without room the decoder would take the size that the frame states.
  if (mostBytes === 0) throw new Error('No room for plain bytes');
  if (packed.length > 2 * mostBytes + 4096) throw new Error('More packed bytes than plain ones');
  return decoder.decode(packed, mostBytes);
}
