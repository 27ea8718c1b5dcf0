/**
 * Geomorphons of four neighbours at once (see geomorphon.ts, which names the source). Slopes are compared instead of angles, by
 * the tangent of a sum: atan(high) + atan(low) > t where high + low > tan(t) (1 - high low) and high + low > 0.
 */

/** Cells along a line of sight, along rows and columns and along diagonals: those within the radius. */
const REACH: i32 = 8;
const DIAGONAL_REACH: i32 = 5;
const DIAGONAL: f32 = 1.4142135623730951;

/** What a line that looks up, one that looks down and one that meets NaN add to the index in the table of forms. */
const UP: i32 = 1;
const DOWN: i32 = 9;
const UNKNOWN: i32 = 128;

/** int32 [4] indices in the table of forms. */
const places = memory.data(16, 16);

/**
 * @param elevations float32 [rows, columns] metres
 * @param forms uint8 [9, 9] the codes by the numbers of lines that look down (row) and up (column)
 * @param codes uint8 [rows, columns] receives the result, except for the outermost 8 cells; 0 where a line meets NaN
 */
export function geomorphons(
  elevations: usize,
  forms: usize,
  codes: usize,
  columns: i32,
  rows: i32,
  spacingM: f32,
  tanFlatness: f32,
): void {
  const flatness = f32x4.splat(tanFlatness);
  const straight: f32 = 1 / spacingM;
  const diagonal: f32 = straight / DIAGONAL;
  const line = columns << 2;
  const end = columns - REACH;
  for (let row = REACH; row < rows - REACH; row++) {
    for (let column = REACH; column < end; column += 4) {
      const cell = row * columns + column;
      const at = elevations + ((cell as usize) << 2);
      let place = look(at, -line, REACH, straight, flatness);
      place = i32x4.add(place, look(at, -line + 4, DIAGONAL_REACH, diagonal, flatness));
      place = i32x4.add(place, look(at, 4, REACH, straight, flatness));
      place = i32x4.add(place, look(at, line + 4, DIAGONAL_REACH, diagonal, flatness));
      place = i32x4.add(place, look(at, line, REACH, straight, flatness));
      place = i32x4.add(place, look(at, line - 4, DIAGONAL_REACH, diagonal, flatness));
      place = i32x4.add(place, look(at, -4, REACH, straight, flatness));
      place = i32x4.add(place, look(at, -line - 4, DIAGONAL_REACH, diagonal, flatness));
      v128.store(places, place);
      write(codes + (cell as usize), forms, min(4, end - column));
    }
  }
}

/**
 * What the lines of four cells in one direction add to their indices.
 * @param stride bytes from one cell to the next
 * @param perCell reciprocal of the metres from one cell to the next
 */
function look(at: usize, stride: i32, reach: i32, perCell: f32, tanFlatness: v128): v128 {
  const heights = v128.load(at);
  let high = f32x4.splat(-Infinity);
  let low = f32x4.splat(Infinity);
  let seen = f32x4.splat(0);
  for (let step = 1; step <= reach; step++) {
    const climb = f32x4.sub(v128.load(at + step * stride), heights);
    const slope = f32x4.mul(climb, f32x4.splat(perCell / (step as f32)));
    high = f32x4.pmax(high, slope);
    low = f32x4.pmin(low, slope);
    seen = f32x4.add(seen, slope);
  }
  const zero = f32x4.splat(0);
  const sum = f32x4.add(high, low);
  const bound = f32x4.mul(tanFlatness, f32x4.sub(f32x4.splat(1), f32x4.mul(high, low)));
  const up = v128.and(f32x4.gt(sum, zero), f32x4.gt(sum, bound));
  const down = v128.and(f32x4.lt(sum, zero), f32x4.gt(f32x4.neg(sum), bound));
  const known = v128.or(v128.and(up, i32x4.splat(UP)), v128.and(down, i32x4.splat(DOWN)));
  return v128.bitselect(known, i32x4.splat(UNKNOWN), f32x4.eq(seen, seen));
}

/** Writes the codes at the first `count` of the indices. */
function write(codes: usize, forms: usize, count: i32): void {
  for (let lane = 0; lane < count; lane++) {
    const place = load<i32>(places + ((lane as usize) << 2));
    store<u8>(codes + (lane as usize), place < UNKNOWN ? load<u8>(forms + (place as usize)) : 0);
  }
}
