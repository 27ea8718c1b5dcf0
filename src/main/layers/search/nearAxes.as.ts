/** Cells that are processed together: lanes of a register. */
const LANES = 4;
/** Bytes of a cell's first sixteen axes. */
const CELL_BYTES = 16;
/** Bytes of a query: sixteen int16, then 2 x its scale and its squared length as float32, padded to a register. */
const QUERY_BYTES = 48;
/** What float32 may have rounded away of a sum of squares, as a share of the squared lengths (see `distanceBounds.ts`). */
const KEPT: f32 = 1 - 1e-6;
/**
 * Half the diagonal of a cube of side 1 in sixteen dimensions, and a little for rounding: how far rounding moves a cell, in
 * scales.
 */
const HALF_DIAGONAL: f32 = 2.001;

/** Sums of each of four registers' lanes. */
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 1, 5), v128.shuffle<i32>(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 1, 5), v128.shuffle<i32>(c, d, 2, 6, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Products of two times eight int16, summed in fours. */
function products(aLow: v128, aHigh: v128, bLow: v128, bHigh: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(aLow, bLow), i32x4.dot_i16x8_s(aHigh, bHigh));
}

/**
 * Squared distances along the first axes between what is stored and the nearest of some queries, never more than they are.
 * @param near [count, 16] int8
 * @param scales [count] float32, NaN where there is no patch
 * @param queries [copies, 48 bytes]
 * @param count a multiple of four
 * @param squared [count] float32, written; NaN where there is no patch, below 0 where rounding has it so
 */
export function nearSquares(
  near: usize,
  scales: usize,
  queries: usize,
  copies: i32,
  count: i32,
  squared: usize,
): void {
  const end = queries + copies * QUERY_BYTES;
  for (let cell = 0; cell < count; cell += LANES) {
    const at = near + cell * CELL_BYTES;
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const aLow = i16x8.extend_low_i8x16_s(a);
    const bLow = i16x8.extend_low_i8x16_s(b);
    const cLow = i16x8.extend_low_i8x16_s(c);
    const dLow = i16x8.extend_low_i8x16_s(d);
    const aHigh = i16x8.extend_high_i8x16_s(a);
    const bHigh = i16x8.extend_high_i8x16_s(b);
    const cHigh = i16x8.extend_high_i8x16_s(c);
    const dHigh = i16x8.extend_high_i8x16_s(d);
    const scale = v128.load(scales + cell * 4);
    const lengths = f32x4.convert_i32x4_s(
      sums(
        products(aLow, aHigh, aLow, aHigh),
        products(bLow, bHigh, bLow, bHigh),
        products(cLow, cHigh, cLow, cHigh),
        products(dLow, dHigh, dLow, dHigh),
      ),
    );
    const own = f32x4.mul(f32x4.mul(f32x4.mul(scale, scale), lengths), f32x4.splat(KEPT));
    let least = f32x4.splat(f32.MAX_VALUE);
    for (let query = queries; query < end; query += QUERY_BYTES) {
      const low = v128.load(query);
      const high = v128.load(query, 16);
      const both = f32x4.convert_i32x4_s(
        sums(
          products(aLow, aHigh, low, high),
          products(bLow, bHigh, low, high),
          products(cLow, cHigh, low, high),
          products(dLow, dHigh, low, high),
        ),
      );
      const mixed = f32x4.mul(f32x4.mul(scale, v128.load32_splat(query, 32)), both);
      const sum = f32x4.add(
        f32x4.sub(own, mixed),
        f32x4.mul(v128.load32_splat(query, 36), f32x4.splat(KEPT)),
      );
      least = f32x4.pmin(sum, least);
    }
    v128.store(squared + cell * 4, least);
  }
}

/**
 * Which cells may be as near as `reach`, judging by their first axes.
 * @param squared [count] as `nearSquares` writes them
 * @param scales [count] float32
 * @param errors [count] float32
 * @param count a multiple of four
 * @param reach distance, plus the error of the queries
 * @param cells [count] int32, written: the cells that may be, ascending
 * @returns how many of them there are
 */
export function within(
  squared: usize,
  scales: usize,
  errors: usize,
  count: i32,
  reach: f32,
  cells: usize,
): i32 {
  const reaches = f32x4.splat(reach);
  const diagonal = f32x4.splat(HALF_DIAGONAL);
  let to = cells;
  for (let cell = 0; cell < count; cell += LANES) {
    const scale = v128.load(scales + cell * 4);
    const limit = f32x4.add(reaches, f32x4.pmin(v128.load(errors + cell * 4), f32x4.mul(scale, diagonal)));
    const farther = f32x4.gt(v128.load(squared + cell * 4), f32x4.mul(limit, limit));
    // A cell without a patch has no scale, and NaN does not equal itself.
    const mask = i32x4.bitmask(v128.andnot(f32x4.eq(scale, scale), farther));
    if (mask == 0) continue;
    for (let lane = 0; lane < LANES; lane++) {
      if (((mask >> lane) & 1) == 0) continue;
      store<i32>(to, cell + lane);
      to += 4;
    }
  }
  return ((to - cells) >> 2) as i32;
}
