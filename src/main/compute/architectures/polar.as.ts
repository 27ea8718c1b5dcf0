/**
 * The polar descriptor (see polar.ts) of four patches at a time: each lane is a patch, so no step has a branch, the
 * sorting included. The elevation at a patch's centre is subtracted first, so that float32 keeps the relief of
 * flat terrain on high plateaus.
 */

import { writeSorted } from './sortedRing.as';

const VALUES: usize = 289;
const EDGE: usize = 17;
const RINGS: usize = 8;
const ANGLES: usize = 32;
const ORDERS: usize = 6;
/** Angles from 0 to a quarter turn. */
const QUARTER: usize = 9;
/** Bytes of a value of all four patches. */
const LANES: usize = 16;
const PATCH_BYTES: usize = VALUES * 4;
const RING_BYTES: usize = ANGLES * LANES;
const RING_ORDERS_BYTES: usize = ORDERS * LANES;
const SOUTH: usize = EDGE * LANES;
const MIDDLE: usize = (EDGE * (EDGE >> 1) + (EDGE >> 1)) * 4;

/** [289 and padding][4] the patches, less the elevation at their centre. */
const cells = memory.data(292 * 16, 16);
/** [1 + 8 x 32][4] */
const samples = memory.data(257 * 16, 16);
/** [8 x 6][4] Fourier coefficients, then the factors of the coherences. */
const real = memory.data(48 * 16, 16);
const imaginary = memory.data(48 * 16, 16);
/** [9][4] a ring folded onto a quarter: the factors of cosines and sines of odd and of even orders. */
const oddCosines = memory.data(9 * 16, 16);
const oddSines = memory.data(9 * 16, 16);
const evenCosines = memory.data(9 * 16, 16);
const evenSines = memory.data(9 * 16, 16);
/** [289 and padding][4] */
const values = memory.data(292 * 16, 16);

/**
 * @param patches [count, 289] metres; count is a multiple of 4
 * @param corners uint32 [257] the north-west of the four cells that each sample lies between, times 16
 * @param shares float32 [257, 2] how far east and south of it
 * @param cosines float32 [6, 9] of each order at each angle, times the coefficients' scale
 * @param sines float32 [6, 9]
 * @param out [count, 289]
 */
export function polar(
  patches: usize,
  count: i32,
  corners: usize,
  shares: usize,
  cosines: usize,
  sines: usize,
  out: usize,
): void {
  for (let patch = 0; patch < count; patch += 4) {
    interleave(patches);
    readSamples(corners, shares);
    v128.store(values, v128.load(samples));
    let at = values + (1 + RINGS) * LANES;
    for (let ring: usize = 0; ring < RINGS; ring++) {
      const first = samples + LANES + ring * RING_BYTES;
      v128.store(values + (1 + ring) * LANES, fold(first));
      at = transform(ring, cosines, sines, at);
    }
    at = writeCoherences(at);
    for (let ring: usize = 0; ring < RINGS; ring++) {
      at = writeSorted(samples + LANES + ring * RING_BYTES, at);
    }
    separate(out);
    patches += 4 * PATCH_BYTES;
    out += 4 * PATCH_BYTES;
  }
}

/** Puts four patches side by side. */
function interleave(patches: usize): void {
  const second = patches + PATCH_BYTES;
  const third = second + PATCH_BYTES;
  const fourth = third + PATCH_BYTES;
  const a0 = v128.load32_splat(patches + MIDDLE);
  const b0 = v128.load32_splat(second + MIDDLE);
  const c0 = v128.load32_splat(third + MIDDLE);
  const d0 = v128.load32_splat(fourth + MIDDLE);
  for (let i: usize = 0; i < PATCH_BYTES - 4; i += 16) {
    store4(
      cells + 4 * i,
      f32x4.sub(v128.load(patches + i), a0),
      f32x4.sub(v128.load(second + i), b0),
      f32x4.sub(v128.load(third + i), c0),
      f32x4.sub(v128.load(fourth + i), d0),
    );
  }
  const last: usize = PATCH_BYTES - 4;
  store4(
    cells + 4 * last,
    f32x4.sub(v128.load32_zero(patches + last), a0),
    f32x4.sub(v128.load32_zero(second + last), b0),
    f32x4.sub(v128.load32_zero(third + last), c0),
    f32x4.sub(v128.load32_zero(fourth + last), d0),
  );
}

/** Stores four rows of four as four columns. */
function store4(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 16);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5), 32);
  v128.store(to, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7), 48);
}

/** Reads the samples bilinearly and normalises them by their minimum and range of at least a metre. */
function readSamples(corners: usize, shares: usize): void {
  let low = f32x4.splat(Infinity);
  let high = f32x4.splat(-Infinity);
  for (let to: usize = samples; to < samples + 257 * LANES; to += LANES) {
    const cell = cells + (load<u32>(corners) as usize);
    const right = v128.load32_splat(shares);
    const northWest = v128.load(cell);
    const southWest = v128.load(cell, SOUTH);
    const north = f32x4.add(northWest, f32x4.mul(right, f32x4.sub(v128.load(cell, LANES), northWest)));
    const south = f32x4.add(
      southWest,
      f32x4.mul(right, f32x4.sub(v128.load(cell, SOUTH + LANES), southWest)),
    );
    const value = f32x4.add(north, f32x4.mul(v128.load32_splat(shares, 4), f32x4.sub(south, north)));
    v128.store(to, value);
    low = f32x4.pmin(low, value);
    high = f32x4.pmax(high, value);
    corners += 4;
    shares += 8;
  }
  const one = f32x4.splat(1);
  const scale = f32x4.div(one, f32x4.pmax(one, f32x4.sub(high, low)));
  for (let at: usize = samples; at < samples + 257 * LANES; at += LANES) {
    v128.store(at, f32x4.mul(f32x4.sub(v128.load(at), low), scale));
  }
}

/** Adds up the samples of a ring whose cosines, and whose sines, differ in sign only; returns the ring's mean. */
function fold(first: usize): v128 {
  const half = first + 16 * LANES;
  const east = v128.load(first);
  const west = v128.load(half);
  let sum = f32x4.add(east, west);
  v128.store(oddCosines, f32x4.sub(east, west));
  v128.store(evenCosines, sum);
  for (let offset: usize = LANES; offset < 8 * LANES; offset += LANES) {
    const a = v128.load(first + offset);
    const b = v128.load(half - offset);
    const c = v128.load(half + offset);
    const d = v128.load(first + RING_BYTES - offset);
    const aPlusD = f32x4.add(a, d);
    const bPlusC = f32x4.add(b, c);
    const aLessD = f32x4.sub(a, d);
    const bLessC = f32x4.sub(b, c);
    const all = f32x4.add(aPlusD, bPlusC);
    v128.store(oddCosines + offset, f32x4.sub(aPlusD, bPlusC));
    v128.store(evenCosines + offset, all);
    v128.store(oddSines + offset, f32x4.add(aLessD, bLessC));
    v128.store(evenSines + offset, f32x4.sub(aLessD, bLessC));
    sum = f32x4.add(sum, all);
  }
  const south = v128.load(first, 8 * LANES);
  const north = v128.load(first, 24 * LANES);
  const both = f32x4.add(south, north);
  v128.store(evenCosines, both, 8 * LANES);
  v128.store(oddSines, f32x4.sub(south, north), 8 * LANES);
  return f32x4.mul(f32x4.add(sum, both), f32x4.splat(1 / 32));
}

/** The folded ring's coefficients: writes their magnitudes, keeps the factors of the coherences; returns the address after the last value. */
function transform(ring: usize, cosines: usize, sines: usize, at: usize): usize {
  const one = f32x4.splat(1);
  for (let order: usize = 0; order < ORDERS; order++) {
    // Order 1, the first, is odd.
    const onCosines = order & 1 ? evenCosines : oddCosines;
    const onSines = order & 1 ? evenSines : oddSines;
    let re = f32x4.splat(0);
    let im = f32x4.splat(0);
    for (let angle: usize = 0; angle < QUARTER; angle++) {
      re = f32x4.add(re, f32x4.mul(v128.load(onCosines + angle * LANES), v128.load32_splat(cosines)));
      im = f32x4.add(im, f32x4.mul(v128.load(onSines + angle * LANES), v128.load32_splat(sines)));
      cosines += 4;
      sines += 4;
    }
    const magnitude = f32x4.sqrt(f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)));
    v128.store(at, magnitude);
    at += LANES;
    // The floor keeps the coherence of vanishing coefficients from being noise.
    const scale = f32x4.div(one, f32x4.sqrt(f32x4.add(magnitude, f32x4.splat(0.001))));
    const to = (ring * ORDERS + order) * LANES;
    v128.store(real + to, f32x4.mul(re, scale));
    v128.store(imaginary + to, f32x4.mul(im, scale));
  }
  return at;
}

/** Writes the coherence of every pair of rings; returns the address after the last value. */
function writeCoherences(at: usize): usize {
  const end = RINGS * RING_ORDERS_BYTES;
  for (let i: usize = 0; i < end; i += RING_ORDERS_BYTES) {
    for (let j = i + RING_ORDERS_BYTES; j < end; j += RING_ORDERS_BYTES) {
      for (let order: usize = 0; order < RING_ORDERS_BYTES; order += LANES) {
        const a = i + order;
        const b = j + order;
        const re = f32x4.mul(v128.load(real + a), v128.load(real + b));
        v128.store(at, f32x4.add(re, f32x4.mul(v128.load(imaginary + a), v128.load(imaginary + b))));
        at += LANES;
      }
    }
  }
  return at;
}

/** Writes the values of four patches one after another. */
function separate(out: usize): void {
  const second = out + PATCH_BYTES;
  const third = second + PATCH_BYTES;
  const fourth = third + PATCH_BYTES;
  for (let i: usize = 0; i < PATCH_BYTES - 4; i += 16) {
    const from = values + 4 * i;
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const d = v128.load(from, 48);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(out + i, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(second + i, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(third + i, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
    v128.store(fourth + i, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
  }
  const last = v128.load(values, 288 * LANES);
  v128.store_lane<f32>(out + PATCH_BYTES - 4, last, 0);
  v128.store_lane<f32>(second + PATCH_BYTES - 4, last, 1);
  v128.store_lane<f32>(third + PATCH_BYTES - 4, last, 2);
  v128.store_lane<f32>(fourth + PATCH_BYTES - 4, last, 3);
}
