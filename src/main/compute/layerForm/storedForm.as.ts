/** Axes that are stored together, in front of the others. */
const NEAR: usize = 16;
/** Largest integer that an embedding is stored in. */
const LARGEST: f32 = 127;
/** Largest relative error of rounding to float32. */
const ROUNDING: f32 = 5.9604645e-8;

/**
 * Embeddings as layers store them (see storedForm.ts). Rows are computed two at a time: an odd count reads one more.
 * @param embeddings float32 [count, size]
 * @param mean float32 [size]
 * @param axes float32 [size, kept]; kept is a multiple of 16
 * @param askew how far the axes are from orthonormal
 * @param centred room for float32 [2, size]
 * @param values room for float32 [2, kept]
 * @param near int8 [count, 16]
 * @param far int8 [count, kept - 16]
 * @param scale float32 [count]
 * @param error float32 [count]
 */
export function rounded(
  embeddings: usize,
  count: i32,
  size: i32,
  mean: usize,
  axes: usize,
  kept: i32,
  askew: f32,
  decoding: f32,
  meanLength: f32,
  centred: usize,
  values: usize,
  near: usize,
  far: usize,
  scale: usize,
  error: usize,
): void {
  const rowBytes = (size as usize) << 2;
  const valueBytes = (kept as usize) << 2;
  const farAxes = (kept as usize) - NEAR;
  // Worst cases of what summing in float32 adds to |x|^2, and to the product of x with what is stored of it, as shares of |x|^2.
  const slack: f32 =
    1.25 *
    ROUNDING *
    ((size as f32) / 4 + 4 + 2 * ((size as f32) + 4) * sqrt(kept as f32) + 3 * ((kept as f32) / 4 + 8));
  for (let row = 0; row < count; row += 2) {
    const first = centre(embeddings, mean, size, centred);
    const second = centre(embeddings + rowBytes, mean, size, centred + rowBytes);
    for (let group: usize = 0; group < valueBytes; group += 64) {
      project(
        centred,
        centred + rowBytes,
        axes + group,
        valueBytes,
        size,
        values + group,
        values + valueBytes + group,
      );
    }
    for (let i: i32 = 0; i < 2 && row + i < count; i++) {
      const squared = i === 0 ? first : second;
      const from = values + (i as usize) * valueBytes;
      const largest = largestOf(from, valueBytes);
      const step = largest / LARGEST;
      const inverse: f32 = step > 0 ? 1 / step : 0;
      let apart = squared * (1 + slack);
      for (let group: usize = 0; group < valueBytes; group += 64) {
        const to = group === 0 ? near : far + (group >> 2) - NEAR;
        apart += round16(from + group, step, inverse, 1 + askew, to);
      }
      store<f32>(scale, step);
      const length = sqrt(squared) * (1 + slack);
      const distance = sqrt(max<f32>(apart, 0)) * (1 + 8 * ROUNDING);
      // To a bfloat16, upwards.
      const bits = reinterpret<u32>((distance + decoding * (meanLength + length)) * (1 + 8 * ROUNDING));
      store<u32>(error, (bits + 0xffff) & 0xffff0000);
      near += NEAR;
      far += farAxes;
      scale += 4;
      error += 4;
    }
    embeddings += 2 * rowBytes;
  }
}

function sumOf(four: v128): f32 {
  return (
    f32x4.extract_lane(four, 0) +
    f32x4.extract_lane(four, 1) +
    (f32x4.extract_lane(four, 2) + f32x4.extract_lane(four, 3))
  );
}

/** Subtracts the mean from a row; returns the squared length of the result. */
function centre(row: usize, mean: usize, size: i32, out: usize): f32 {
  let sums = f32x4.splat(0);
  let i: i32 = 0;
  for (; i + 4 <= size; i += 4) {
    const value = f32x4.sub(v128.load(row), v128.load(mean));
    sums = f32x4.add(sums, f32x4.mul(value, value));
    v128.store(out, value);
    row += 16;
    mean += 16;
    out += 16;
  }
  let squared = sumOf(sums);
  for (; i < size; i++) {
    const value = load<f32>(row) - load<f32>(mean);
    squared += value * value;
    store<f32>(out, value);
    row += 4;
    mean += 4;
    out += 4;
  }
  return squared;
}

/** Products of two rows with 16 axes that lie side by side. */
function project(
  first: usize,
  second: usize,
  axes: usize,
  stride: usize,
  size: i32,
  firstOut: usize,
  secondOut: usize,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (let i = 0; i < size; i++) {
    const a = v128.load32_splat(first);
    const b = v128.load32_splat(second);
    const axes0 = v128.load(axes);
    const axes1 = v128.load(axes, 16);
    const axes2 = v128.load(axes, 32);
    const axes3 = v128.load(axes, 48);
    a0 = f32x4.add(a0, f32x4.mul(a, axes0));
    b0 = f32x4.add(b0, f32x4.mul(b, axes0));
    a1 = f32x4.add(a1, f32x4.mul(a, axes1));
    b1 = f32x4.add(b1, f32x4.mul(b, axes1));
    a2 = f32x4.add(a2, f32x4.mul(a, axes2));
    b2 = f32x4.add(b2, f32x4.mul(b, axes2));
    a3 = f32x4.add(a3, f32x4.mul(a, axes3));
    b3 = f32x4.add(b3, f32x4.mul(b, axes3));
    first += 4;
    second += 4;
    axes += stride;
  }
  v128.store(firstOut, a0);
  v128.store(firstOut, a1, 16);
  v128.store(firstOut, a2, 32);
  v128.store(firstOut, a3, 48);
  v128.store(secondOut, b0);
  v128.store(secondOut, b1, 16);
  v128.store(secondOut, b2, 32);
  v128.store(secondOut, b3, 48);
}

/** The largest absolute value. */
function largestOf(values: usize, bytes: usize): f32 {
  let largest = f32x4.splat(0);
  for (let offset: usize = 0; offset < bytes; offset += 16) {
    largest = f32x4.pmax(largest, f32x4.abs(v128.load(values + offset)));
  }
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
}

/**
 * Rounds 16 values to whole steps and stores these.
 * @param more factor of the square of the stored part
 * @returns what is added to the squared distance: the stored part's square less twice its product with the values
 */
function round16(values: usize, step: f32, inverse: f32, more: f32, out: usize): f32 {
  const steps = f32x4.splat(step);
  const inverses = f32x4.splat(inverse);
  const mores = f32x4.splat(more);
  let sums = f32x4.splat(0);
  let parts = i32x4.splat(0);
  let low = parts;
  let half = parts;
  for (let i: usize = 0; i < 4; i++) {
    const value = v128.load(values + 16 * i);
    const whole = f32x4.nearest(
      f32x4.pmin(f32x4.splat(LARGEST), f32x4.pmax(f32x4.splat(-LARGEST), f32x4.mul(value, inverses))),
    );
    const stored = f32x4.mul(steps, whole);
    sums = f32x4.add(sums, f32x4.mul(stored, f32x4.sub(f32x4.mul(stored, mores), f32x4.add(value, value))));
    const ints = i32x4.trunc_sat_f32x4_s(whole);
    if (i === 0) low = ints;
    else if (i === 1) half = i16x8.narrow_i32x4_s(low, ints);
    else if (i === 2) low = ints;
    else parts = i8x16.narrow_i16x8_s(half, i16x8.narrow_i32x4_s(low, ints));
  }
  v128.store(out, parts);
  return sumOf(sums);
}
