import { blockKernelFor, type BlockKernel } from '../blockKernel';
import { DEFLATE, LZW, OLD_DEFLATE } from './methods';

/** A decoder in the kernel: its function, and the bytes that it may read beyond the input and write beyond the output. */
export interface KernelCodec {
  readonly name: 'inflate' | 'lzw';
  readonly spareInBytes: number;
  readonly spareOutBytes: number;
}

/**
 * DEFLATE with a zlib header (RFC 1950); more than `mostBytes` are damage, as is a false checksum. Faster than Node's zlib, which
 * allocates an output and a state for each block.
 */
const INFLATE: KernelCodec = { name: 'inflate', spareInBytes: 24, spareOutBytes: 304 };

/** Kernel's decoders by the method's number. */
export const kernelCodecs: Readonly<Record<number, KernelCodec>> = {
  [DEFLATE]: INFLATE,
  [OLD_DEFLATE]: INFLATE,
  /**
   * TIFF's LZW: most significant bit first, codes of 9 to 12 bits that grow one code early (TIFF 6.0, section 13). It stops after
   * `mostBytes`, or when the codes end; a code stands for at most 4,096 bytes.
   */
  [LZW]: { name: 'lzw', spareInBytes: 4, spareOutBytes: 4096 },
};

/**
 * Decodes bytes in the kernel's memory.
 * @param from address of the input, followed by its spare bytes
 * @param to address of the output, with room for `mostBytes` and the spare ones
 * @returns bytes written
 * @throws Error when they are damaged
 */
export function decodeInKernel(
  kernel: BlockKernel,
  { name }: KernelCodec,
  from: number,
  packedBytes: number,
  to: number,
  mostBytes: number,
): number {
  const written = kernel.call(name, from, packedBytes, to, mostBytes);
  if (written < 0) throw new Error(`${name === 'lzw' ? 'LZW' : 'DEFLATE'} data are damaged`);
  return Math.min(mostBytes, written);
}

/** Decodes bytes to a buffer of their own. @throws Error when they are damaged */
export function decodeByKernel(codec: KernelCodec, packed: Uint8Array, mostBytes: number): Buffer {
  const { spareInBytes, spareOutBytes } = codec;
  const kernel = blockKernelFor(packed.length + mostBytes);
  const [from = 0, to = 0] = kernel.place(packed.length + spareInBytes, mostBytes + spareOutBytes);
  kernel.bytes(from, packed.length).set(packed);
  const out = Buffer.allocUnsafeSlow(decodeInKernel(kernel, codec, from, packed.length, to, mostBytes));
  out.set(kernel.bytes(to, out.length));
  return out;
}
