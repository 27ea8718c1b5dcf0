import { sharedKernel } from '../../../kernels/sharedKernel';
import predictorCode from './predictor.as?kernel';

const kernelFor = sharedKernel(predictorCode, ['sums8', 'sums16', 'sums32', 'sums64', 'floats']);

/** The kernel's function for values of so many bytes. */
const SUMS: Readonly<Record<number, 'sums8' | 'sums16' | 'sums32' | 'sums64'>> = {
  1: 'sums8',
  2: 'sums16',
  4: 'sums32',
  8: 'sums64',
};

/** Bytes, about, of the rows that go through the kernel at once, so that they stay in the CPU's cache. */
const SLAB_BYTES = 64 * 1024;

/** How values are arranged: rows of `rowLength` values of `valueBytes` bytes, of which `bands` make up a pixel. */
interface Rows {
  readonly rowLength: number;
  readonly bands: number;
  readonly valueBytes: number;
}

/**
 * Undoes TIFF's predictor 2 in place: every value was stored as its difference from the one before in its row and band.
 * @param bytes whole rows of little-endian values of 1, 2, 4 or 8 bytes
 */
export function undoDifferences(bytes: Uint8Array, { rowLength, bands, valueBytes }: Rows): void {
  const name = SUMS[valueBytes];
  if (name === undefined) throw new RangeError(`No values have ${valueBytes} bytes.`);
  bySlabs(bytes, rowLength * valueBytes, 1, (kernel, rows, at) => {
    kernel.call(name, at, rows, rowLength, bands);
    return at;
  });
}

/**
 * Undoes TIFF's predictor 3 (TIFF Technical Note 3) in place: a row holds the highest bytes of all its floating-point
 * values, then the next lower ones, and so on, each byte as its difference from the one before in its band. Gives
 * little-endian values.
 * @param bytes whole rows
 */
export function undoFloatDifferences(bytes: Uint8Array, { rowLength, bands, valueBytes }: Rows): void {
  bySlabs(bytes, rowLength * valueBytes, 2, (kernel, rows, from, to) => {
    kernel.call('floats', from, rows, rowLength, bands, valueBytes, to);
    return to;
  });
}

/** Runs some rows at a time through the kernel. @param work returns the address of the result */
function bySlabs(
  bytes: Uint8Array,
  rowBytes: number,
  arrays: 1 | 2,
  work: (kernel: ReturnType<typeof kernelFor>, rows: number, from: number, to: number) => number,
): void {
  const most = rowBytes * Math.max(1, Math.floor(SLAB_BYTES / rowBytes));
  const kernel = kernelFor(most);
  const [from = 0, to = 0] = kernel.place(most, arrays === 2 ? most : 0);
  for (let at = 0; at < bytes.length; at += most) {
    const slab = bytes.subarray(at, at + most);
    kernel.bytes(from, slab.length).set(slab);
    slab.set(kernel.bytes(work(kernel, slab.length / rowBytes, from, to), slab.length));
  }
}
