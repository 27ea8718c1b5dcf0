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

/** Where each sample is read: the north-west of four cells of the patch, and how far east and south of it, [SAMPLES]. */
const { corners, easts, souths } = sampling();

/** Angles from 0 to a quarter turn. Those of the other quarters have the same cosines and sines, but for their signs. */
const QUARTER = ANGLES / 4 + 1;

/** Cosine and sine of each order at each angle of the first quarter, times the coefficients' scale, [ORDERS, QUARTER]. */
const { cosines, sines } = waves();

function sampling(): { corners: Uint16Array; easts: Float64Array; souths: Float64Array } {
  const corners = new Uint16Array(SAMPLES);
  const easts = new Float64Array(SAMPLES);
  const souths = new Float64Array(SAMPLES);
  const middle = (PATCH_SIZE - 1) / 2;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const ring = sample === 0 ? 0 : 1 + Math.floor((sample - 1) / ANGLES);
    const angle = sample === 0 ? 0 : (2 * Math.PI * ((sample - 1) % ANGLES)) / ANGLES;
    const x = middle + ring * Math.cos(angle);
    const y = middle + ring * Math.sin(angle);
    const column = Math.max(0, Math.min(PATCH_SIZE - 2, Math.floor(x)));
    const row = Math.max(0, Math.min(PATCH_SIZE - 2, Math.floor(y)));
    corners[sample] = row * PATCH_SIZE + column;
    easts[sample] = x - column;
    souths[sample] = y - row;
  }
  return { corners, easts, souths };
}

function waves(): { cosines: Float64Array; sines: Float64Array } {
  const cosines = new Float64Array(ORDERS * QUARTER);
  const sines = new Float64Array(ORDERS * QUARTER);
  const scale = Math.SQRT2 / ANGLES;
  for (let order = 0; order < ORDERS; order++) {
    for (let angle = 0; angle < QUARTER; angle++) {
      const phase = (2 * Math.PI * (order + 1) * angle) / ANGLES;
      cosines[order * QUARTER + angle] = scale * Math.cos(phase);
      sines[order * QUARTER + angle] = -scale * Math.sin(phase);
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
  const ring = new Float64Array(ANGLES);
  for (let patch = 0; patch < count; patch++) {
    readSamples(patches, patch * PATCH_VALUES, samples);
    let at = patch * POLAR_VALUES;
    descriptors[at++] = samples[0] ?? NaN;
    for (let first = 1; first < SAMPLES; first += ANGLES) {
      let sum = 0;
      for (let i = first; i < first + ANGLES; i++) sum += samples[i] ?? NaN;
      descriptors[at++] = sum / ANGLES;
    }
    transform(samples, real, imaginary);
    for (let i = 0; i < real.length; i++) {
      const re = real[i] ?? NaN;
      const im = imaginary[i] ?? NaN;
      const magnitude = Math.sqrt(re * re + im * im);
      descriptors[at++] = magnitude;
      // What is left is what coherences are products of.
      const scale = 1 / Math.sqrt(magnitude + COHERENCE_FLOOR);
      real[i] = re * scale;
      imaginary[i] = im * scale;
    }
    at = writeCoherences(real, imaginary, descriptors, at);
    for (let first = 1; first < SAMPLES; first += ANGLES) {
      sortRing(samples, first, ring);
      for (let i = 0; i < ANGLES; i += SORTED_STEP) descriptors[at++] = ring[i] ?? NaN;
    }
  }
  return descriptors;
}

/** Reads a patch's samples and normalises them. */
function readSamples(patches: Float32Array, from: number, samples: Float64Array): void {
  let low = Infinity;
  let high = -Infinity;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const cell = from + (corners[sample] ?? 0);
    const right = easts[sample] ?? NaN;
    const northWest = patches[cell] ?? NaN;
    const southWest = patches[cell + PATCH_SIZE] ?? NaN;
    const north = northWest + right * ((patches[cell + 1] ?? NaN) - northWest);
    const south = southWest + right * ((patches[cell + PATCH_SIZE + 1] ?? NaN) - southWest);
    const value = north + (souths[sample] ?? NaN) * (south - north);
    samples[sample] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = 1 / Math.max(high - low, RANGE_MIN_M);
  for (let sample = 0; sample < SAMPLES; sample++) samples[sample] = ((samples[sample] ?? NaN) - low) * scale;
}

/** A ring's samples folded onto the first quarter, [QUARTER]: what multiplies cosines and sines of odd and of even orders. */
const folded = {
  oddCosines: new Float64Array(QUARTER),
  oddSines: new Float64Array(QUARTER),
  evenCosines: new Float64Array(QUARTER),
  evenSines: new Float64Array(QUARTER),
};

/** Fourier coefficients of each ring, [RINGS, ORDERS]. */
function transform(samples: Float64Array, real: Float64Array, imaginary: Float64Array): void {
  const { oddCosines, oddSines, evenCosines, evenSines } = folded;
  let at = 0;
  for (let first = 1; first < SAMPLES; first += ANGLES) {
    fold(samples, first);
    for (let order = 0; order < ORDERS; order++, at++) {
      // Order 1, the first, is odd.
      const onCosines = order % 2 === 0 ? oddCosines : evenCosines;
      const onSines = order % 2 === 0 ? oddSines : evenSines;
      let re = 0;
      let im = 0;
      for (let angle = 0, wave = order * QUARTER; angle < QUARTER; angle++, wave++) {
        re += (onCosines[angle] ?? NaN) * (cosines[wave] ?? NaN);
        im += (onSines[angle] ?? NaN) * (sines[wave] ?? NaN);
      }
      real[at] = re;
      imaginary[at] = im;
    }
  }
}

/** Adds up the samples of a ring whose cosines, and whose sines, are the same but for their signs. */
function fold(samples: Float64Array, first: number): void {
  const { oddCosines, oddSines, evenCosines, evenSines } = folded;
  const half = ANGLES / 2;
  const east = samples[first] ?? NaN;
  const west = samples[first + half] ?? NaN;
  oddCosines[0] = east - west;
  evenCosines[0] = east + west;
  for (let angle = 1; angle < QUARTER - 1; angle++) {
    const a = samples[first + angle] ?? NaN;
    const b = samples[first + half - angle] ?? NaN;
    const c = samples[first + half + angle] ?? NaN;
    const d = samples[first + ANGLES - angle] ?? NaN;
    oddCosines[angle] = a + d - (b + c);
    evenCosines[angle] = a + d + (b + c);
    oddSines[angle] = a - d + (b - c);
    evenSines[angle] = a - d - (b - c);
  }
  const south = samples[first + QUARTER - 1] ?? NaN;
  const north = samples[first + ANGLES - QUARTER + 1] ?? NaN;
  evenCosines[QUARTER - 1] = south + north;
  oddSines[QUARTER - 1] = south - north;
}

/** Writes the coherence of every pair of rings; returns where it stopped. */
function writeCoherences(
  real: Float64Array,
  imaginary: Float64Array,
  descriptors: Float32Array,
  start: number,
): number {
  let at = start;
  for (let i = 0; i < RINGS * ORDERS; i += ORDERS) {
    for (let j = i + ORDERS; j < RINGS * ORDERS; j += ORDERS) {
      for (let order = 0; order < ORDERS; order++) {
        const a = i + order;
        const b = j + order;
        descriptors[at++] =
          (real[a] ?? NaN) * (real[b] ?? NaN) + (imaginary[a] ?? NaN) * (imaginary[b] ?? NaN);
      }
    }
  }
  return at;
}

/**
 * Sorts a ring's samples. Both ways from its lowest one they mostly rise, so that the lower of the two next ones is
 * nearly always the next of all; where it is not, it is put in before the higher ones.
 * @param sorted receives [ANGLES]
 */
function sortRing(samples: Float64Array, first: number, sorted: Float64Array): void {
  let lowest = 0;
  let low = Infinity;
  for (let angle = 0; angle < ANGLES; angle++) {
    const value = samples[first + angle] ?? NaN;
    if (value < low) {
      low = value;
      lowest = angle;
    }
  }
  let forth = lowest;
  let back = (lowest + ANGLES - 1) % ANGLES;
  let next = low;
  let other = samples[first + back] ?? NaN;
  for (let i = 0; i < ANGLES; i++) {
    let value = next;
    if (value <= other) {
      forth = (forth + 1) % ANGLES;
      next = samples[first + forth] ?? NaN;
    } else {
      value = other;
      back = (back + ANGLES - 1) % ANGLES;
      other = samples[first + back] ?? NaN;
    }
    let at = i;
    for (; at > 0; at--) {
      const before = sorted[at - 1] ?? NaN;
      if (before <= value) break;
      sorted[at] = before;
    }
    sorted[at] = value;
  }
}
