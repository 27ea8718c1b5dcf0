/**
 * Stored values that mean no-data, and how the others become elevations; values farther from zero than `beyond` are no-data.
 * Set by `setRule`, since both kernels below need all of them.
 */
let beyond: f64 = 0;
let low: f64 = NaN;
let high: f64 = NaN;
let second: f64 = NaN;
let third: f64 = NaN;
let fourth: f64 = NaN;
let scale: f64 = 1;
let offset: f64 = 0;

/** No-data are the values from `lowest` to `highest` and three others; NaN for those that are not needed. */
export function setRule(
  most: f64,
  lowest: f64,
  highest: f64,
  b: f64,
  c: f64,
  d: f64,
  times: f64,
  plus: f64,
): void {
  beyond = most;
  low = lowest;
  high = highest;
  second = b;
  third = c;
  fourth = d;
  scale = times;
  offset = plus;
}

/** One value after the other, `step` apart, in double precision. */
function each<T extends number>(from: usize, step: i32, count: i32, to: usize): void {
  const stride = (step as usize) * sizeof<T>();
  for (let i = 0; i < count; i++) {
    const value = load<T>(from) as f64;
    const isData =
      i32(abs<f64>(value) < beyond) &
      (i32(value >= low && value <= high) ^ 1) &
      i32(value != second) &
      i32(value != third) &
      i32(value != fourth);
    store<f32>(to, select<f32>((value * scale + offset) as f32, f32.NaN, isData != 0));
    from += stride;
    to += 4;
  }
}

/** Four values side by side as floats, which represent all of them exactly: integers of up to 16 bits, and floats. */
function four<T extends number>(from: usize): v128 {
  if (isFloat<T>()) return v128.load(from);
  if (sizeof<T>() == 2)
    return f32x4.convert_i32x4_s(isSigned<T>() ? v128.load_ext<i16>(from) : v128.load_ext<u16>(from));
  const bytes = v128.load32_zero(from);
  return f32x4.convert_i32x4_s(
    isSigned<T>()
      ? i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(bytes))
      : i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)),
  );
}

/** Four values at a time: up to three beyond `count` are read and written. The rule's bounds are exact floats. */
function together<T extends number>(from: usize, count: i32, to: usize): void {
  const isPlain = scale == 1 && offset == 0;
  const farthest = f32x4.splat(beyond as f32);
  const lowest = f32x4.splat(low as f32);
  const highest = f32x4.splat(high as f32);
  const b = f32x4.splat(second as f32);
  const c = f32x4.splat(third as f32);
  const d = f32x4.splat(fourth as f32);
  const times = f64x2.splat(scale);
  const plus = f64x2.splat(offset);
  const none = f32x4.splat(f32.NaN);
  const end = to + ((count as usize) << 2);
  for (; to < end; to += 16, from += 4 * sizeof<T>()) {
    const values = four<T>(from);
    const isVoid = v128.or(
      v128.and(f32x4.ge(values, lowest), f32x4.le(values, highest)),
      v128.or(v128.or(f32x4.eq(values, b), f32x4.eq(values, c)), f32x4.eq(values, d)),
    );
    const isData = v128.andnot(f32x4.lt(f32x4.abs(values), farthest), isVoid);
    let elevations: v128;
    // Minus zero becomes zero, as it does when multiplying and adding.
    if (isPlain) elevations = f32x4.add(values, f32x4.splat(0));
    else {
      const first = f64x2.promote_low_f32x4(values);
      const last = f64x2.promote_low_f32x4(
        i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7),
      );
      elevations = i8x16.shuffle(
        f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(first, times), plus)),
        f32x4.demote_f64x2_zero(f64x2.add(f64x2.mul(last, times), plus)),
        0,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
      );
    }
    v128.store(to, v128.bitselect(elevations, none, isData));
  }
}

/** As `together` where values are metres and only those from `low` to `high` are no-data, in half the time. */
function metres<T extends number>(from: usize, count: i32, to: usize): void {
  const farthest = f32x4.splat(beyond as f32);
  const lowest = f32x4.splat(low as f32);
  const highest = f32x4.splat(high as f32);
  const none = f32x4.splat(f32.NaN);
  const end = to + ((count as usize) << 2);
  for (; to < end; to += 16, from += 4 * sizeof<T>()) {
    const values = four<T>(from);
    const isVoid = v128.and(f32x4.ge(values, lowest), f32x4.le(values, highest));
    const isData = v128.andnot(f32x4.lt(f32x4.abs(values), farthest), isVoid);
    v128.store(to, v128.bitselect(f32x4.add(values, f32x4.splat(0)), none, isData));
  }
}

function narrow<T extends number>(from: usize, step: i32, count: i32, to: usize): void {
  // NaN: there is no such no-data value.
  const isSimple = scale == 1 && offset == 0 && second != second && third != third && fourth != fourth;
  if (step == 1 && isSimple) metres<T>(from, count, to);
  else if (step == 1) together<T>(from, count, to);
  else each<T>(from, step, count, to);
}

/** Elevations of `count` values, `step` apart; the other functions do the same with values of their types. */
export function int8(from: usize, step: i32, count: i32, to: usize): void {
  narrow<i8>(from, step, count, to);
}

export function uint8(from: usize, step: i32, count: i32, to: usize): void {
  narrow<u8>(from, step, count, to);
}

export function int16(from: usize, step: i32, count: i32, to: usize): void {
  narrow<i16>(from, step, count, to);
}

export function uint16(from: usize, step: i32, count: i32, to: usize): void {
  narrow<u16>(from, step, count, to);
}

export function int32(from: usize, step: i32, count: i32, to: usize): void {
  each<i32>(from, step, count, to);
}

export function uint32(from: usize, step: i32, count: i32, to: usize): void {
  each<u32>(from, step, count, to);
}

export function float32(from: usize, step: i32, count: i32, to: usize): void {
  narrow<f32>(from, step, count, to);
}

export function float64(from: usize, step: i32, count: i32, to: usize): void {
  each<f64>(from, step, count, to);
}
