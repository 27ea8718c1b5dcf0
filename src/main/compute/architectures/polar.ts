import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { once } from '../../../shared/once';
import { Kernel } from '../../kernels/kernel';
import polarCode from './polar.as?kernel';

/** Rings around the centre, one spacing apart, and samples on each. */
const RINGS = 8;
const ANGLES = 32;
/** Orders of the Fourier coefficients of a ring that are kept: 1..6. */
const ORDERS = 6;
/** One in so many of a ring's sorted samples is kept. */
const SORTED_STEP = 4;

const SAMPLES = 1 + RINGS * ANGLES;
const PAIRS = (RINGS * (RINGS - 1)) / 2;

/** Angles from 0 to a quarter turn. Those of the other quarters have the same cosines and sines except for their signs. */
const QUARTER = ANGLES / 4 + 1;

/** Values of a polar descriptor: centre, ring means, magnitudes, coherences, sorted samples. */
export const POLAR_VALUES = 1 + RINGS + RINGS * ORDERS + PAIRS * ORDERS + (RINGS * ANGLES) / SORTED_STEP;

/** Patches that the kernel takes at once: 0.6 MB in and out, which fit into a core's cache. */
const AT_ONCE = 256;
/** Patches that it computes side by side. */
const LANES = 4;

/** Bytes in the kernel's memory from one value of the patches side by side to the next. */
const VALUE_BYTES = 4 * LANES;

const [WORD, PATCHES_BYTES] = [4, AT_ONCE * PATCH_VALUES * 4];

/** The kernel and the addresses of its arrays. */
const started = once(() => {
  const kernel = new Kernel(polarCode, ['polar']);
  const [patches = 0, corners = 0, shares = 0, cosines = 0, sines = 0, out = 0] = kernel.place(
    PATCHES_BYTES,
    SAMPLES * WORD,
    2 * SAMPLES * WORD,
    ORDERS * QUARTER * WORD,
    ORDERS * QUARTER * WORD,
    PATCHES_BYTES,
  );
  writeSampling(kernel.uint32(corners, SAMPLES), kernel.float32(shares, 2 * SAMPLES));
  writeWaves(kernel.float32(cosines, ORDERS * QUARTER), kernel.float32(sines, ORDERS * QUARTER));
  return { kernel, addresses: [patches, corners, shares, cosines, sines, out] };
});

/** Where each sample is read: the north-west of four cells of the patch, and how far east and south of it. */
function writeSampling(corners: Uint32Array, shares: Float32Array): void {
  const middle = (PATCH_SIZE - 1) / 2;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const ring = sample === 0 ? 0 : 1 + Math.floor((sample - 1) / ANGLES);
    const angle = sample === 0 ? 0 : (2 * Math.PI * ((sample - 1) % ANGLES)) / ANGLES;
    const x = middle + ring * Math.cos(angle);
    const y = middle + ring * Math.sin(angle);
    const column = Math.max(0, Math.min(PATCH_SIZE - 2, Math.floor(x)));
    const row = Math.max(0, Math.min(PATCH_SIZE - 2, Math.floor(y)));
    corners[sample] = (row * PATCH_SIZE + column) * VALUE_BYTES;
    shares[2 * sample] = x - column;
    shares[2 * sample + 1] = y - row;
  }
}

/** Cosine and sine of each order at each angle of the first quarter, times the coefficients' scale, [ORDERS, QUARTER]. */
function writeWaves(cosines: Float32Array, sines: Float32Array): void {
  const scale = Math.SQRT2 / ANGLES;
  for (let order = 0; order < ORDERS; order++) {
    for (let angle = 0; angle < QUARTER; angle++) {
      const phase = (2 * Math.PI * (order + 1) * angle) / ANGLES;
      cosines[order * QUARTER + angle] = scale * Math.cos(phase);
      sines[order * QUARTER + angle] = -scale * Math.sin(phase);
    }
  }
}

/**
 * The polar descriptor of each patch: features of its elevations on eight rings that do not change when the terrain is rotated
 * or mirrored. Samples are bilinear, 32 on each ring, the first to the east, clockwise; they and the centre are
 * normalised by their own minimum and range (of at least a metre). A ring's Fourier coefficients are those of its
 * discrete transform, times sqrt(2) / 32. In order: the centre; each ring's mean; the magnitudes of the coefficients of
 * orders 1..6, ring by ring; for each pair of rings i < j and each order the coherence
 * Re(F_i conj F_j) / sqrt((|F_i| + 0.001) (|F_j| + 0.001)); every fourth of each ring's sorted samples.
 *
 * Computed in float32, by a kernel (polar.as.ts): values differ from those of float64 by some 1e-6.
 * @param patches [n, 289] metres
 * @param out receives [n, 289]; may be `patches` itself
 */
export function polarDescriptors(
  patches: Float32Array,
  out: Float32Array = new Float32Array(patches.length),
): Float32Array {
  const { kernel, addresses } = started();
  const [from = 0, corners = 0, shares = 0, cosines = 0, sines = 0, to = 0] = addresses;
  const count = patches.length / PATCH_VALUES;
  for (let first = 0; first < count; first += AT_ONCE) {
    const some = patches.subarray(first * PATCH_VALUES, (first + AT_ONCE) * PATCH_VALUES);
    kernel.float32(from, some.length).set(some);
    // If their number is not a multiple of four, the last ones are computed beside leftover values.
    const padded = Math.ceil(some.length / PATCH_VALUES / LANES) * LANES;
    kernel.call('polar', from, padded, corners, shares, cosines, sines, to);
    out.set(kernel.float32(to, some.length), first * POLAR_VALUES);
  }
  return out;
}
