import { sharedKernel } from '../../../../kernels/sharedKernel';
import lzwCode from './lzw.as?kernel';

const kernelFor = sharedKernel(lzwCode, ['decode']);

/** Bytes that the kernel may read beyond the codes, and write beyond the output: the longest string that a code stands for. */
const SPARE_IN_BYTES = 4;
const SPARE_OUT_BYTES = 4096;

/**
 * Decodes TIFF's LZW: most significant bit first, codes of 9 to 12 bits that grow one code early (TIFF 6.0, section 13).
 * Stops after `mostBytes`, or when the codes end.
 * @throws Error when the codes are invalid
 */
export function decodeLzw(input: Uint8Array, mostBytes: number): Buffer {
  const kernel = kernelFor(input.length + mostBytes);
  const [from = 0, to = 0] = kernel.place(input.length + SPARE_IN_BYTES, mostBytes + SPARE_OUT_BYTES);
  kernel.bytes(from, input.length).set(input);
  const written = kernel.call('decode', from, input.length, to, mostBytes);
  if (written < 0) throw new Error('LZW code out of order');
  const out = Buffer.allocUnsafeSlow(Math.min(mostBytes, written));
  out.set(kernel.bytes(to, out.length));
  return out;
}
