import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/patch';

/** Rings around the centre, one spacing apart, and samples on each. */
const RINGS = 8;
const ANGLES = 32;
/** Orders of the Fourier coefficients of a ring that are kept: 1..6. */
const ORDERS = 6;
/** Every this many of a ring's sorted samples is kept. */
const SORTED_STEP = 4;
/** Smallest range in metres that samples are divided by. */
const RANGE_MIN_M = 1;
/** Keeps the coherence of vanishing coefficients from being noise. */
const COHERENCE_FLOOR = 1e-3;

const SAMPLES = 1 + RINGS * ANGLES;
const PAIRS = (RINGS * (RINGS - 1)) / 2;

/** Values of a polar descriptor: centre, ring means, magnitudes, coherences, sorted samples. */
export const POLAR_VALUES = 1 + RINGS + RINGS * ORDERS + PAIRS * ORDERS + (RINGS * ANGLES) / SORTED_STEP;

/** Where each sample is read: four cells of the patch and their bilinear weights, [SAMPLES, 4]. */
const { cells, weights } = sampling();

/** Cosine and sine of each order at each angle, times the coefficients' scale, [ORDERS, ANGLES]. */
const { cosines, sines } = waves();

function sampling(): { cells: Uint16Array; weights: Float64Array } {
  const cells = new Uint16Array(SAMPLES * 4);
  const weights = new Float64Array(SAMPLES * 4);
  const middle = (PATCH_SIZE - 1) / 2;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const ring = sample === 0 ? 0 : 1 + Math.floor((sample - 1) / ANGLES);
    const angle = sample === 0 ? 0 : (2 * Math.PI * ((sample - 1) % ANGLES)) / ANGLES;
    const x = middle + ring * Math.cos(angle);
    const y = middle + ring * Math.sin(angle);
    const column = Math.max(0, Math.min(PATCH_SIZE - 2, Math.floor(x)));
    const row = Math.max(0, Math.min(PATCH_SIZE - 2, Math.floor(y)));
    const right = x - column;
    const down = y - row;
    const corner = row * PATCH_SIZE + column;
    cells.set([corner, corner + 1, corner + PATCH_SIZE, corner + PATCH_SIZE + 1], sample * 4);
    weights.set([(1 - right) * (1 - down), right * (1 - down), (1 - right) * down, right * down], sample * 4);
  }
  return { cells, weights };
}

function waves(): { cosines: Float64Array; sines: Float64Array } {
  const cosines = new Float64Array(ORDERS * ANGLES);
  const sines = new Float64Array(ORDERS * ANGLES);
  const scale = Math.SQRT2 / ANGLES;
  for (let order = 0; order < ORDERS; order++) {
    for (let angle = 0; angle < ANGLES; angle++) {
      const phase = (2 * Math.PI * (order + 1) * angle) / ANGLES;
      cosines[order * ANGLES + angle] = scale * Math.cos(phase);
      sines[order * ANGLES + angle] = -scale * Math.sin(phase);
    }
  }
  return { cosines, sines };
}

/**
 * The polar descriptor of each patch: what of its elevations on eight rings does not change when the terrain is turned
 * or mirrored. Samples are bilinear, 32 on each ring, the first to the east, clockwise; they and the centre are
 * normalised by their own minimum and range (of at least a metre). A ring's Fourier coefficients are those of its
 * discrete transform, times sqrt(2) / 32. In order: the centre; each ring's mean; the magnitudes of the coefficients of
 * orders 1..6, ring by ring; for each pair of rings i < j and each order the coherence
 * Re(F_i conj F_j) / sqrt((|F_i| + 0.001) (|F_j| + 0.001)); every fourth of each ring's sorted samples.
 * @param patches [n, 289] metres
 * @returns [n, 289]
 */
export function polarDescriptors(patches: Float32Array): Float32Array {
  const count = patches.length / PATCH_VALUES;
  const descriptors = new Float32Array(count * POLAR_VALUES);
  const samples = new Float64Array(SAMPLES);
  const real = new Float64Array(RINGS * ORDERS);
  const imaginary = new Float64Array(RINGS * ORDERS);
  const magnitude = new Float64Array(RINGS * ORDERS);
  for (let patch = 0; patch < count; patch++) {
    readSamples(patches, patch * PATCH_VALUES, samples);
    let at = patch * POLAR_VALUES;
    descriptors[at++] = samples[0] ?? NaN;
    for (let ring = 0; ring < RINGS; ring++) {
      let sum = 0;
      for (let i = 1 + ring * ANGLES; i <= (ring + 1) * ANGLES; i++) sum += samples[i] ?? NaN;
      descriptors[at++] = sum / ANGLES;
    }
    transform(samples, real, imaginary);
    for (let i = 0; i < magnitude.length; i++) {
      magnitude[i] = Math.hypot(real[i] ?? NaN, imaginary[i] ?? NaN);
      descriptors[at++] = magnitude[i] ?? NaN;
    }
    at = writeCoherences(real, imaginary, magnitude, descriptors, at);
    for (let ring = 0; ring < RINGS; ring++) {
      const sorted = samples.subarray(1 + ring * ANGLES, 1 + (ring + 1) * ANGLES).sort();
      for (let i = 0; i < ANGLES; i += SORTED_STEP) descriptors[at++] = sorted[i] ?? NaN;
    }
  }
  return descriptors;
}

/** Reads a patch's samples and normalises them. */
function readSamples(patches: Float32Array, from: number, samples: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (let sample = 0, i = 0; sample < SAMPLES; sample++) {
    let value = 0;
    for (let corner = 0; corner < 4; corner++, i++) {
      value += (weights[i] ?? NaN) * (patches[from + (cells[i] ?? 0)] ?? NaN);
    }
    samples[sample] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = Math.max(high - low, RANGE_MIN_M);
  for (let sample = 0; sample < SAMPLES; sample++) samples[sample] = ((samples[sample] ?? NaN) - low) / range;
}

/** Fourier coefficients of each ring, [RINGS, ORDERS]. */
function transform(samples: Float64Array, real: Float64Array, imaginary: Float64Array): void {
  for (let ring = 0; ring < RINGS; ring++) {
    const first = 1 + ring * ANGLES;
    for (let order = 0; order < ORDERS; order++) {
      let re = 0;
      let im = 0;
      for (let angle = 0, wave = order * ANGLES; angle < ANGLES; angle++, wave++) {
        const value = samples[first + angle] ?? NaN;
        re += value * (cosines[wave] ?? NaN);
        im += value * (sines[wave] ?? NaN);
      }
      real[ring * ORDERS + order] = re;
      imaginary[ring * ORDERS + order] = im;
    }
  }
}

/** Writes the coherence of every pair of rings; returns where it stopped. */
function writeCoherences(
  real: Float64Array,
  imaginary: Float64Array,
  magnitude: Float64Array,
  descriptors: Float32Array,
  start: number,
): number {
  let at = start;
  for (let i = 0; i < RINGS; i++) {
    for (let j = i + 1; j < RINGS; j++) {
      for (let order = 0; order < ORDERS; order++) {
        const a = i * ORDERS + order;
        const b = j * ORDERS + order;
        const product = (real[a] ?? NaN) * (real[b] ?? NaN) + (imaginary[a] ?? NaN) * (imaginary[b] ?? NaN);
        const scale = ((magnitude[a] ?? NaN) + COHERENCE_FLOOR) * ((magnitude[b] ?? NaN) + COHERENCE_FLOOR);
        descriptors[at++] = product / Math.sqrt(scale);
      }
    }
  }
  return at;
}
