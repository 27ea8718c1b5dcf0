/**
 * Decisions of a support-vector machine with an RBF kernel over stored embeddings (see decideChunk.ts): four cells and eight support
 * vectors at a time. Products are whole numbers; powers of two are made from a polynomial and the bits of an exponent.
 */

import { powerOfTwo } from './powerOfTwo.as';

/** Cells side by side, and bytes of a vector. */
const CELLS: i32 = 4;
const LANES: usize = 16;

/** Of the four cells: int32 squares of their whole numbers, float32 what they add to the power, and times the products. */
const squaresOfCells = memory.data(16, 16);
const ownOfCells = memory.data(16, 16);
const factorsOfCells = memory.data(16, 16);

/** A support vector's share of a decision for four of them: coefficient x 2^(factor product + own + others'). */
function share(product: v128, factor: v128, own: v128, theirs: v128, coefficients: v128): v128 {
  const power = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(product), factor), f32x4.add(own, theirs));
  return f32x4.mul(coefficients, powerOfTwo(power));
}

function lanesOf(sum: v128): f32 {
  return (
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** Widens int8 to int16. @returns the sum of their squares */
function widen(from: usize, axes: i32, to: usize): i32 {
  let squares = i32x4.splat(0);
  for (let axis = 0; axis < axes; axis += 16) {
    const bytes = v128.load(from + axis);
    const low = i16x8.extend_low_i8x16_s(bytes);
    const high = i16x8.extend_high_i8x16_s(bytes);
    v128.store(to + 2 * axis, low);
    v128.store(to + 2 * axis, high, LANES);
    squares = i32x4.add(squares, i32x4.add(i32x4.dot_i16x8_s(low, low), i32x4.dot_i16x8_s(high, high)));
  }
  return (
    i32x4.extract_lane(squares, 0) +
    i32x4.extract_lane(squares, 1) +
    i32x4.extract_lane(squares, 2) +
    i32x4.extract_lane(squares, 3)
  );
}

/**
 * @param near int8 [cells, 16], cells a multiple of 4
 * @param far int8 [cells, farAxes]
 * @param scale float32 [cells]
 * @param error float32 [cells]
 * @param vectors int16 [groups, axes / 2, 8, 2] support vectors in units, by eights
 * @param biases float32 [groups, 8] -gamma' |vector|^2, where gamma' is that of powers of two
 * @param coefficients float32 [groups, 8]
 * @param groups eights of support vectors
 * @param gamma gamma'
 * @param unit what the vectors are counted in
 * @param wide int16 [4, axes] room for cells
 * @param out float32 [cells]
 */
export function decide(
  near: usize,
  far: usize,
  scale: usize,
  error: usize,
  cells: i32,
  farAxes: i32,
  vectors: usize,
  biases: usize,
  coefficients: usize,
  groups: i32,
  gamma: f32,
  unit: f32,
  rho: f32,
  wide: usize,
  out: usize,
): void {
  const axes = 16 + farAxes;
  const row = (2 * axes) as usize;
  for (let cell = 0; cell < cells; cell += CELLS) {
    const offset = (cell as usize) << 2;
    const scales = v128.load(scale + offset);
    const isThere = f32x4.eq(scales, scales);
    if (!v128.any_true(isThere)) {
      v128.store(out + offset, scales);
      continue;
    }
    for (let i = 0; i < CELLS; i++) {
      const at = wide + i * row;
      const squares =
        widen(near + 16 * (cell + i), 16, at) + widen(far + farAxes * (cell + i), farAxes, at + 32);
      store<i32>(squaresOfCells + 4 * i, squares);
    }
    const errors = v128.load(error + offset);
    // Rounding adds its own square to a distance, and is included in the error: the rest of that lies outside the axes.
    const squaredScales = f32x4.mul(scales, scales);
    const rounding = f32x4.mul(squaredScales, f32x4.splat((axes as f32) / 12));
    const outside = f32x4.max(f32x4.splat(0), f32x4.sub(f32x4.mul(errors, errors), rounding));
    const lengths = f32x4.mul(squaredScales, f32x4.convert_i32x4_s(v128.load(squaresOfCells)));
    const own = f32x4.mul(f32x4.splat(-gamma), f32x4.add(f32x4.sub(lengths, rounding), outside));
    const factors = f32x4.mul(f32x4.splat(2 * gamma * unit), scales);
    v128.store(ownOfCells, own);
    v128.store(factorsOfCells, factors);
    const own0 = v128.load32_splat(ownOfCells);
    const own1 = v128.load32_splat(ownOfCells, 4);
    const own2 = v128.load32_splat(ownOfCells, 8);
    const own3 = v128.load32_splat(ownOfCells, 12);
    const factor0 = v128.load32_splat(factorsOfCells);
    const factor1 = v128.load32_splat(factorsOfCells, 4);
    const factor2 = v128.load32_splat(factorsOfCells, 8);
    const factor3 = v128.load32_splat(factorsOfCells, 12);
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    let vector = vectors;
    for (let group = 0; group < groups; group++) {
      let a0 = i32x4.splat(0);
      let a1 = i32x4.splat(0);
      let a2 = i32x4.splat(0);
      let a3 = i32x4.splat(0);
      let b0 = i32x4.splat(0);
      let b1 = i32x4.splat(0);
      let b2 = i32x4.splat(0);
      let b3 = i32x4.splat(0);
      const end = wide + row;
      for (let pair = wide; pair < end; pair += 4) {
        const a = v128.load(vector);
        const b = v128.load(vector, LANES);
        vector += 2 * LANES;
        const q0 = v128.load32_splat(pair);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(a, q0));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(b, q0));
        const q1 = v128.load32_splat(pair + row);
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(a, q1));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(b, q1));
        const q2 = v128.load32_splat(pair + 2 * row);
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(a, q2));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(b, q2));
        const q3 = v128.load32_splat(pair + 3 * row);
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(a, q3));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(b, q3));
      }
      const at = (group as usize) * 2 * LANES;
      const biasA = v128.load(biases + at);
      const biasB = v128.load(biases + at, LANES);
      const coefficientA = v128.load(coefficients + at);
      const coefficientB = v128.load(coefficients + at, LANES);
      sum0 = f32x4.add(sum0, share(a0, factor0, own0, biasA, coefficientA));
      sum1 = f32x4.add(sum1, share(a1, factor1, own1, biasA, coefficientA));
      sum2 = f32x4.add(sum2, share(a2, factor2, own2, biasA, coefficientA));
      sum3 = f32x4.add(sum3, share(a3, factor3, own3, biasA, coefficientA));
      sum0 = f32x4.add(sum0, share(b0, factor0, own0, biasB, coefficientB));
      sum1 = f32x4.add(sum1, share(b1, factor1, own1, biasB, coefficientB));
      sum2 = f32x4.add(sum2, share(b2, factor2, own2, biasB, coefficientB));
      sum3 = f32x4.add(sum3, share(b3, factor3, own3, biasB, coefficientB));
    }
    const to = out + offset;
    store<f32>(to, lanesOf(sum0) - rho);
    store<f32>(to, lanesOf(sum1) - rho, 4);
    store<f32>(to, lanesOf(sum2) - rho, 8);
    store<f32>(to, lanesOf(sum3) - rho, 12);
    // Without an embedding there is no decision.
    v128.store(to, v128.bitselect(v128.load(to), scales, isThere));
  }
}
