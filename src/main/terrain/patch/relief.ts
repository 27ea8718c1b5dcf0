import { PATCH_VALUES } from '../../../shared/patch';
import type { Samples } from './sampleLocations';

/**
 * Relief of patches: the highest less the lowest of their 289 samples.
 * @returns [n] metres, NaN where no patch exists
 */
export function reliefM({ values, valid }: Samples): Float32Array {
  return Float32Array.from(valid, (exists, place) => {
    if (exists === 0) return NaN;
    let low = Infinity;
    let high = -Infinity;
    for (let at = place * PATCH_VALUES; at < (place + 1) * PATCH_VALUES; at++) {
      const value = values[at] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return high - low;
  });
}
