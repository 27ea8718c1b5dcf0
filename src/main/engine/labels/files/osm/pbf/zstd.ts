import { ZSTDDecoder } from 'zstddec';

const decoder = new ZSTDDecoder();

/** Makes the decoder ready; Node has one of its own from 22.15 on. */
export const prepareZstd = (): Promise<void> => decoder.init();

/**
 * Unpacks a block of Zstandard (RFC 8878).
 * @param rawBytes how many bytes there are room for, whatever it states itself
 * @throws Error when it does not fill them
 */
export function inflateZstd(packed: Uint8Array, rawBytes: number): Uint8Array {
  // None: the decoder would take the size that the block states.
  if (rawBytes === 0) throw new Error('a block is empty');
  return decoder.decode(packed, rawBytes);
}
