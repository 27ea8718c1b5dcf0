/** Edge of a block, and its cells. */
const EDGE = 256;
const CELLS = EDGE * EDGE;
const ROW_BYTES: usize = EDGE * 4;
const CELL_BYTES: usize = CELLS * 4;
const MASK_BYTES: usize = CELLS / 8;

/** Precision of elevations in `pack`; see `packBlock`. */
const STEPS_PER_M: f32 = 1024;
const MOST_M: f32 = 1048576;
const HEAD_BYTES: usize = 4;

/** Counts the numbers among `count` values, and stores the lowest and the highest of them at `range`. */
export function survey(at: usize, count: i32, range: usize): i32 {
  let lows = f32x4.splat(f32.POSITIVE_INFINITY);
  let highs = f32x4.splat(f32.NEGATIVE_INFINITY);
  let known = 0;
  let i = 0;
  for (; i + 4 <= count; i += 4, at += 16) {
    const values = v128.load(at);
    lows = f32x4.pmin(lows, values);
    highs = f32x4.pmax(highs, values);
    known += popcnt(i32x4.bitmask(f32x4.eq(values, values)));
  }
  let low = min(
    min(f32x4.extract_lane(lows, 0), f32x4.extract_lane(lows, 1)),
    min(f32x4.extract_lane(lows, 2), f32x4.extract_lane(lows, 3)),
  );
  let high = max(
    max(f32x4.extract_lane(highs, 0), f32x4.extract_lane(highs, 1)),
    max(f32x4.extract_lane(highs, 2), f32x4.extract_lane(highs, 3)),
  );
  for (; i < count; i++, at += 4) {
    const value = load<f32>(at);
    if (value != value) continue;
    known++;
    low = min(low, value);
    high = max(high, value);
  }
  store<f32>(range, low);
  store<f32>(range + 4, high);
  return known;
}

/** Sums of the two cells of each of two pairs. */
function pairs(at: usize): v128 {
  const four = v128.load(at);
  const first = f64x2.promote_low_f32x4(four);
  const last = f64x2.promote_low_f32x4(i64x2.shuffle(four, four, 1, 0));
  return f64x2.add(f64x2.shuffle(first, last, 0, 2), f64x2.shuffle(first, last, 1, 3));
}

/** The mean of the numbers among some cells; NaN where there is none. */
function meanOf(at: usize, columns: i32, rows: i32): f32 {
  let sum: f64 = 0;
  let count: f64 = 0;
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const value = load<f32>(at + (y as usize) * ROW_BYTES + ((x as usize) << 2));
      if (value != value) continue;
      sum += value as f64;
      count++;
    }
  return count == 0 ? f32.NaN : ((sum / count) as f32);
}

function areNumbers(at: usize, columns: i32, rows: i32): bool {
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const value = load<f32>(at + (y as usize) * ROW_BYTES + ((x as usize) << 2));
      if (value != value) return false;
    }
  return true;
}

/**
 * Makes cells of a level from the finer one, see `halve` of downsample.ts; all rows are EDGE cells apart.
 * @param whole where the finer cells are, as are those of `mean`
 * @param toWhole where the results are written, as are those of `toMean`, half as far apart
 * @returns in how many of them `mean` has a number that `whole` lacks
 */
export function halve(
  whole: usize,
  mean: usize,
  width: i32,
  height: i32,
  toWhole: usize,
  toMean: usize,
): i32 {
  let differences = 0;
  for (let row = 0; row < height; row += 2) {
    const from = (row as usize) * ROW_BYTES;
    const to = from >> 2;
    const rows = min(2, height - row);
    let column = 0;
    if (rows == 2)
      for (; column + 4 <= width; column += 4) {
        const at = from + ((column as usize) << 2);
        const out = to + ((column as usize) << 1);
        const sums = f64x2.add(pairs(whole + at), pairs(whole + at + ROW_BYTES));
        const cells = f32x4.demote_f64x2_zero(f64x2.mul(sums, f64x2.splat(0.25)));
        v128.store64_lane(toWhole + out, cells, 0);
        v128.store64_lane(toMean + out, cells, 0);
        // The upper half of the four is zeros.
        if (i32x4.bitmask(f32x4.eq(cells, cells)) == 15) continue;
        for (let second: usize = 0; second < 2; second++)
          if (isNaN(load<f32>(toWhole + out + 4 * second))) {
            const cell = meanOf(mean + at + 8 * second, 2, 2);
            store<f32>(toMean + out + 4 * second, cell);
            differences += i32(!isNaN(cell));
          }
      }
    for (; column < width; column += 2) {
      const at = from + ((column as usize) << 2);
      const out = to + ((column as usize) << 1);
      const columns = min(2, width - column);
      if (rows == 2 && columns == 2) {
        const north = (load<f32>(whole + at) as f64) + (load<f32>(whole + at + 4) as f64);
        const south =
          (load<f32>(whole + at + ROW_BYTES) as f64) + (load<f32>(whole + at + ROW_BYTES + 4) as f64);
        const cell = ((north + south) / 4) as f32;
        store<f32>(toWhole + out, cell);
        const known = isNaN(cell) ? meanOf(mean + at, 2, 2) : cell;
        store<f32>(toMean + out, known);
        differences += i32(isNaN(cell) && !isNaN(known));
      } else {
        const cell = meanOf(mean + at, columns, rows);
        store<f32>(toMean + out, cell);
        const isWhole = areNumbers(whole + at, columns, rows);
        store<f32>(toWhole + out, isWhole ? cell : f32.NaN);
        differences += i32(!isWhole && !isNaN(cell));
      }
    }
  }
  return differences;
}

/** One bit per cell that tells whether it is a number; returns how many are. */
function mask(cells: usize, bits: usize): i32 {
  let known = 0;
  for (let i: usize = 0; i < MASK_BYTES; i++, cells += 32) {
    const low = v128.load(cells);
    const high = v128.load(cells, 16);
    const byte = i32x4.bitmask(f32x4.eq(low, low)) | (i32x4.bitmask(f32x4.eq(high, high)) << 4);
    store<u8>(bits + i, byte);
    known += popcnt(byte);
  }
  return known;
}

function farthest(cells: usize): f32 {
  let most = f32x4.splat(0);
  for (let at = cells; at < cells + CELL_BYTES; at += 16) most = f32x4.pmax(most, f32x4.abs(v128.load(at)));
  return max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/** Elevations in steps, halves upwards; a cell without data repeats the one before. */
function toSteps(cells: usize, numbers: usize, areAll: bool): void {
  if (!areAll) {
    let last = 0;
    for (let i: usize = 0; i < CELL_BYTES; i += 4) {
      const value = load<f32>(cells + i) * STEPS_PER_M;
      if (!isNaN(value)) last = (floor(value) as i32) + i32(value - floor(value) >= 0.5);
      store<i32>(numbers + i, last);
    }
    return;
  }
  for (let i: usize = 0; i < CELL_BYTES; i += 16) {
    const values = f32x4.mul(v128.load(cells + i), f32x4.splat(STEPS_PER_M));
    const below = f32x4.floor(values);
    const isUp = f32x4.ge(f32x4.sub(values, below), f32x4.splat(0.5));
    // A true lane is -1.
    v128.store(numbers + i, i32x4.sub(i32x4.trunc_sat_f32x4_s(below), isUp));
  }
}

/** Removes the trailing zero bits that all numbers share, and returns how many there were. */
function takeShift(numbers: usize): i32 {
  let all = i32x4.splat(0);
  for (let i: usize = 0; i < CELL_BYTES; i += 16) all = v128.or(all, v128.load(numbers + i));
  const bits =
    i32x4.extract_lane(all, 0) |
    i32x4.extract_lane(all, 1) |
    i32x4.extract_lane(all, 2) |
    i32x4.extract_lane(all, 3);
  const shift = bits == 0 ? 0 : ctz(bits);
  if (shift > 0)
    for (let i: usize = 0; i < CELL_BYTES; i += 16)
      v128.store(numbers + i, i32x4.shr_s(v128.load(numbers + i), shift));
  return shift;
}

/** Numbers less their predictions, signs folded into the lowest bit. */
function folded(numbers: v128, foretold: v128): v128 {
  const residuals = i32x4.sub(numbers, foretold);
  return v128.xor(i32x4.shl(residuals, 1), i32x4.shr_s(residuals, 31));
}

/** Replaces numbers by residuals, the last first, since each needs those before it; returns all of their bits. */
function takeResiduals(numbers: usize): u32 {
  let all = i32x4.splat(0);
  // West of a row's first cells lies the end of the row before, which must not be used: they are done one by one.
  for (let row = EDGE - 1; row >= 0; row--) {
    const from = numbers + (row as usize) * ROW_BYTES;
    for (let at = from + ROW_BYTES - 16; at > from; at -= 16) {
      const west = v128.load(at - 4);
      let foretold = west;
      if (row > 0) {
        const north = v128.load(at - ROW_BYTES);
        const northWest = v128.load(at - ROW_BYTES - 4);
        const least = i32x4.min_s(west, north);
        const most = i32x4.max_s(west, north);
        foretold = i32x4.sub(i32x4.add(west, north), northWest);
        foretold = v128.bitselect(most, foretold, i32x4.le_s(northWest, least));
        foretold = v128.bitselect(least, foretold, i32x4.ge_s(northWest, most));
      }
      const residuals = folded(v128.load(at), foretold);
      v128.store(at, residuals);
      all = v128.or(all, residuals);
    }
    for (let column: i32 = 3; column >= 0; column--) {
      const at = from + ((column as usize) << 2);
      const north = row > 0 ? load<i32>(at - ROW_BYTES) : 0;
      let foretold = north;
      if (column > 0) {
        const west = load<i32>(at - 4);
        if (row == 0) foretold = west;
        else {
          const northWest = load<i32>(at - ROW_BYTES - 4);
          if (northWest >= max(west, north)) foretold = min(west, north);
          else if (northWest <= min(west, north)) foretold = max(west, north);
          else foretold = west + north - northWest;
        }
      }
      const residual = load<i32>(at) - foretold;
      const fold = (residual << 1) ^ (residual >> 31);
      store<i32>(at, fold);
      all = v128.or(all, i32x4.splat(fold));
    }
  }
  return (i32x4.extract_lane(all, 0) |
    i32x4.extract_lane(all, 1) |
    i32x4.extract_lane(all, 2) |
    i32x4.extract_lane(all, 3)) as u32;
}

/** The lowest bytes of sixteen numbers, side by side. */
function lowBytes(at: usize, shift: i32): v128 {
  const byte = i32x4.splat(0xff);
  const a = v128.and(i32x4.shr_u(v128.load(at), shift), byte);
  const b = v128.and(i32x4.shr_u(v128.load(at, 16), shift), byte);
  const c = v128.and(i32x4.shr_u(v128.load(at, 32), shift), byte);
  const d = v128.and(i32x4.shr_u(v128.load(at, 48), shift), byte);
  return i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_u(a, b), i16x8.narrow_i32x4_u(c, d));
}

/**
 * Writes a block as `packBlock` packs it, before it is deflated.
 * @param whole where its cells are, as are those of `mean`
 * @param numbers room for as many numbers
 * @param out room for a header, two masks and four planes of bytes
 * @returns bytes written; 0 for a block without any data
 */
export function pack(whole: usize, mean: usize, numbers: usize, out: usize): i32 {
  const known = mask(mean, out + HEAD_BYTES);
  const isWhole = mask(whole, out + HEAD_BYTES + MASK_BYTES) == CELLS;
  if (known == 0) return 0;
  const areSteps = farthest(mean) < MOST_M;
  if (areSteps) toSteps(mean, numbers, known == CELLS);
  else memory.copy(numbers, mean, CELL_BYTES);
  const shift = takeShift(numbers);
  const all = takeResiduals(numbers);
  const planes = (39 - clz(all)) >> 3;
  store<u8>(out, areSteps ? 0 : 1);
  store<u8>(out, shift, 1);
  store<u8>(out, planes, 2);
  store<u8>(out, isWhole ? 0 : 1, 3);
  let to = out + HEAD_BYTES + (isWhole ? 0 : 2 * MASK_BYTES);
  for (let plane = 0; plane < planes; plane++)
    for (let i: usize = 0; i < CELL_BYTES; i += 64, to += 16)
      v128.store(to, lowBytes(numbers + i, plane << 3));
  return (to - out) as i32;
}
