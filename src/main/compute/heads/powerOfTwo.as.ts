/** Where floats have whole numbers as their lowest bits: 1.5 x 2^23. */
const WHOLE: f32 = 12582912;

/** Smallest power that a float has without losing digits. */
const LEAST_POWER: f32 = -126;

/** Of 2^x for x of -0.5 to 0.5 after 1: the polynomial of fifth degree with the least relative error, 2e-7 in Float32. */
const P1: f32 = 0.693147003650665283;
const P2: f32 = 0.240222424268722534;
const P3: f32 = 0.055507335811853409;
const P4: f32 = 0.009671512991189957;
const P5: f32 = 0.001326472731307149;

/** 2^x for four x from -126 to 126; those below become -126. */
export function powerOfTwo(power: v128): v128 {
  const x = f32x4.pmax(power, f32x4.splat(LEAST_POWER));
  const shifted = f32x4.add(x, f32x4.splat(WHOLE));
  const f = f32x4.sub(x, f32x4.sub(shifted, f32x4.splat(WHOLE)));
  let p = f32x4.add(f32x4.mul(f, f32x4.splat(P5)), f32x4.splat(P4));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(P3));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(P2));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(P1));
  p = f32x4.add(f32x4.mul(f, p), f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}
