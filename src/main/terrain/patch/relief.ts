import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { samplingKernel } from './samplingKernel';

/** Grids that the kernel takes at once, by their samples: 1 MB. */
const SAMPLES_AT_ONCE = 2 ** 16;

/** The kernel takes four values at a time. */
const LEAST_SAMPLES = 4;

/**
 * Relief of patches: the highest less the lowest of their 289 samples.
 * @returns [n] metres, NaN where no patch exists
 */
export const reliefM = ({ values }: { readonly values: Float32Array }): Float32Array =>
  reliefsOf(values, PATCH_VALUES);

/**
 * Highest less lowest value of grids.
 * @param grids [n, samples]
 * @param samples values of a grid
 * @returns [n] NaN where one of a grid's values is
 */
export function reliefsOf(grids: Float32Array, samples: number): Float32Array {
  if (samples < LEAST_SAMPLES) {
    return Float32Array.from({ length: grids.length / samples }, (_, grid) => {
      const own = grids.subarray(grid * samples, (grid + 1) * samples);
      return Math.max(...own) - Math.min(...own);
    });
  }
  const kernel = samplingKernel();
  const count = grids.length / samples;
  const reliefs = new Float32Array(count);
  const atOnce = Math.max(1, Math.min(count, Math.floor(SAMPLES_AT_ONCE / samples)));
  const [from = 0, to = 0] = kernel.place(4 * atOnce * samples, 4 * atOnce);
  for (let first = 0; first < count; first += atOnce) {
    const some = grids.subarray(first * samples, (first + atOnce) * samples);
    kernel.float32(from, some.length).set(some);
    kernel.call('relief', from, some.length / samples, samples, to);
    reliefs.set(kernel.float32(to, some.length / samples), first);
  }
  return reliefs;
}
