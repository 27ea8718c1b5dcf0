/** Sum of products of two float32 arrays of a length that four divides. */
export function dot(a: usize, b: usize, length: i32): f32 {
  let sums = f32x4.splat(0);
  for (let i = 0; i < length; i += 4) {
    const offset = (i as usize) << 2;
    sums = f32x4.add(sums, f32x4.mul(v128.load(a + offset), v128.load(b + offset)));
  }
  return (
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) +
    f32x4.extract_lane(sums, 3)
  );
}
