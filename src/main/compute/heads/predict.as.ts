/**
 * Decisions of a support-vector machine with an RBF kernel (see predictHead.ts): four rows and eight support vectors at a time. Sums over
 * support vectors are in double precision: large coefficients of opposite signs cancel.
 */
import { powerOfTwo } from './powerOfTwo.as';

const ROWS: i32 = 4;
const LANES: usize = 16;

/** float32 [4] of the four rows: what they add to the powers */
const ownOfRows = memory.data(16, 16);

/** Moves a row by the mean. @returns the square of its length */
function centre(row: usize, mean: usize, size: i32): f32 {
  let squares = f64x2.splat(0);
  let i: usize = 0;
  const bytes = (size as usize) << 2;
  for (; i + LANES <= bytes; i += LANES) {
    const moved = f32x4.sub(v128.load(row + i), v128.load(mean + i));
    v128.store(row + i, moved);
    const squared = f32x4.mul(moved, moved);
    squares = f64x2.add(squares, f64x2.promote_low_f32x4(squared));
    squares = f64x2.add(squares, f64x2.promote_low_f32x4(v128.shuffle<f32>(squared, squared, 2, 3, 2, 3)));
  }
  let sum = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  for (; i < bytes; i += 4) {
    const moved = load<f32>(row + i) - load<f32>(mean + i);
    store<f32>(row + i, moved);
    sum += (moved * moved) as f64;
  }
  return sum as f32;
}

/** Adds four shares of a decision to two sums. */
function added(sums: v128, product: v128, factor: v128, own: v128, theirs: v128, coefficients: v128): v128 {
  // A distance of 0 may come out a little below.
  const power = f32x4.min(f32x4.splat(0), f32x4.add(f32x4.mul(product, factor), f32x4.add(own, theirs)));
  const shares = f32x4.mul(coefficients, powerOfTwo(power));
  const low = f64x2.promote_low_f32x4(shares);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(shares, shares, 2, 3, 2, 3));
  return f64x2.add(sums, f64x2.add(low, high));
}

function decisionOf(sums: v128, rho: f64): f32 {
  return (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1) - rho) as f32;
}

/**
 * @param rows float32 [count, size], count a multiple of 4; moved by the mean
 * @param mean float32 [size] of the support vectors
 * @param vectors float32 [groups, size, 8] support vectors less their mean, by eights
 * @param biases float32 [groups, 8] -gamma' |vector - mean|^2, where gamma' is that of powers of two
 * @param coefficients float32 [groups, 8]
 * @param out float32 [count]
 */
export function predict(
  rows: usize,
  count: i32,
  size: i32,
  mean: usize,
  vectors: usize,
  biases: usize,
  coefficients: usize,
  groups: i32,
  gamma: f32,
  rho: f64,
  out: usize,
): void {
  const stride = (size as usize) << 2;
  const factor = f32x4.splat(2 * gamma);
  for (let row = 0; row < count; row += ROWS) {
    for (let i: usize = 0; i < 4; i++)
      store<f32>(ownOfRows + 4 * i, -gamma * centre(rows + i * stride, mean, size));
    let sums0 = f64x2.splat(0);
    let sums1 = f64x2.splat(0);
    let sums2 = f64x2.splat(0);
    let sums3 = f64x2.splat(0);
    let vector = vectors;
    for (let group = 0; group < groups; group++) {
      let a0 = f32x4.splat(0);
      let a1 = f32x4.splat(0);
      let a2 = f32x4.splat(0);
      let a3 = f32x4.splat(0);
      let b0 = f32x4.splat(0);
      let b1 = f32x4.splat(0);
      let b2 = f32x4.splat(0);
      let b3 = f32x4.splat(0);
      const end = rows + stride;
      for (let at = rows; at < end; at += 4) {
        const a = v128.load(vector);
        const b = v128.load(vector, LANES);
        vector += 2 * LANES;
        const x0 = v128.load32_splat(at);
        a0 = f32x4.add(a0, f32x4.mul(a, x0));
        b0 = f32x4.add(b0, f32x4.mul(b, x0));
        const x1 = v128.load32_splat(at + stride);
        a1 = f32x4.add(a1, f32x4.mul(a, x1));
        b1 = f32x4.add(b1, f32x4.mul(b, x1));
        const x2 = v128.load32_splat(at + 2 * stride);
        a2 = f32x4.add(a2, f32x4.mul(a, x2));
        b2 = f32x4.add(b2, f32x4.mul(b, x2));
        const x3 = v128.load32_splat(at + 3 * stride);
        a3 = f32x4.add(a3, f32x4.mul(a, x3));
        b3 = f32x4.add(b3, f32x4.mul(b, x3));
      }
      const offset = (group as usize) * 2 * LANES;
      const biasA = v128.load(biases + offset);
      const biasB = v128.load(biases + offset, LANES);
      const coefficientsA = v128.load(coefficients + offset);
      const coefficientsB = v128.load(coefficients + offset, LANES);
      const own0 = v128.load32_splat(ownOfRows);
      sums0 = added(sums0, a0, factor, own0, biasA, coefficientsA);
      sums0 = added(sums0, b0, factor, own0, biasB, coefficientsB);
      const own1 = v128.load32_splat(ownOfRows, 4);
      sums1 = added(sums1, a1, factor, own1, biasA, coefficientsA);
      sums1 = added(sums1, b1, factor, own1, biasB, coefficientsB);
      const own2 = v128.load32_splat(ownOfRows, 8);
      sums2 = added(sums2, a2, factor, own2, biasA, coefficientsA);
      sums2 = added(sums2, b2, factor, own2, biasB, coefficientsB);
      const own3 = v128.load32_splat(ownOfRows, 12);
      sums3 = added(sums3, a3, factor, own3, biasA, coefficientsA);
      sums3 = added(sums3, b3, factor, own3, biasB, coefficientsB);
    }
    store<f32>(out, decisionOf(sums0, rho));
    store<f32>(out, decisionOf(sums1, rho), 4);
    store<f32>(out, decisionOf(sums2, rho), 8);
    store<f32>(out, decisionOf(sums3, rho), 12);
    rows += 4 * stride;
    out += LANES;
  }
}
