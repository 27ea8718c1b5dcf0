/**
 * Samples grids bilinearly between the centres of cells; NaN where one of the four cells has no data. All of a grid's samples lie
 * between the centres of cells, and there is one more column and row of cells. Positions are float32, counted from a cell beside
 * the grid, so that they are accurate to 0.00001 of a cell.
 * @param frames float64 [count, 12] metric frames (see metricFrame.ts)
 * @param windows uint32 [count, 2] address of the cell to count from, and bytes from its row to the next
 * @param corners float64 [count, 2] column and row of that cell; none of the grid's samples lies west or north of its centre
 * @param size samples along a grid's edge
 * @param spacingM metres between samples
 * @param scale cells a pixel: 2^-level
 * @param out float32 [count, size, size] metres, north row first; three more samples may be written after them
 */
export function sample(
  frames: usize,
  windows: usize,
  corners: usize,
  count: i32,
  size: i32,
  spacingM: f64,
  scale: f64,
  out: usize,
): void {
  const step = spacingM * scale;
  const half: f64 = ((size - 1) as f64) / 2;
  const west = -half;
  for (let grid = 0; grid < count; grid++) {
    const columnE = load<f64>(frames, 8) * step;
    const columnN = load<f64>(frames, 16) * step;
    const columnEE = load<f64>(frames, 24) * step * spacingM;
    const columnEN = load<f64>(frames, 32) * step * spacingM;
    const columnNN = load<f64>(frames, 40) * step * spacingM;
    const rowE = load<f64>(frames, 56) * step;
    const rowN = load<f64>(frames, 64) * step;
    const rowEE = load<f64>(frames, 72) * step * spacingM;
    const rowEN = load<f64>(frames, 80) * step * spacingM;
    const rowNN = load<f64>(frames, 88) * step * spacingM;
    const middleColumn = load<f64>(frames) * scale - 0.5 - load<f64>(corners);
    const middleRow = load<f64>(frames, 48) * scale - 0.5 - load<f64>(corners, 8);
    const cells: usize = load<u32>(windows);
    const stride: usize = load<u32>(windows, 4);
    for (let i = 0; i < size; i++) {
      const n = half - (i as f64);
      // Along a line of samples, column and row are quadratic polynomials of the sample's index.
      const column =
        middleColumn + west * (columnE + west * columnEE + n * columnEN) + n * (columnN + n * columnNN);
      const row = middleRow + west * (rowE + west * rowEE + n * rowEN) + n * (rowN + n * rowNN);
      sampleLine(
        f32x4.splat(f32(column)),
        f32x4.splat(f32(columnE + n * columnEN + 2 * west * columnEE)),
        f32x4.splat(f32(columnEE)),
        f32x4.splat(f32(row)),
        f32x4.splat(f32(rowE + n * rowEN + 2 * west * rowEE)),
        f32x4.splat(f32(rowEE)),
        cells,
        stride,
        size,
        out,
      );
      out += (size as usize) << 2;
    }
    frames += 96;
    windows += 8;
    corners += 16;
  }
}

/** Samples a line, four samples at a time: the k-th lies at column + k (columnStep + k columnBend), and likewise its row. */
function sampleLine(
  column: v128,
  columnStep: v128,
  columnBend: v128,
  row: v128,
  rowStep: v128,
  rowBend: v128,
  cells: usize,
  stride: usize,
  size: i32,
  out: usize,
): void {
  const zero = f32x4.splat(0);
  // A number below 2^23 that is added to 2^23 appears as an integer in the low bits of the sum.
  const shift = f32x4.splat(8388608);
  const bits = i32x4.splat(0x7fffff);
  const strides = i32x4.splat(stride as i32);
  const four = f32x4.splat(4);
  let k: v128 = f32x4(0, 1, 2, 3);
  for (let j = 0; j < size; j += 4) {
    const x = f32x4.pmax(
      zero,
      f32x4.add(column, f32x4.mul(k, f32x4.add(columnStep, f32x4.mul(k, columnBend)))),
    );
    const y = f32x4.pmax(zero, f32x4.add(row, f32x4.mul(k, f32x4.add(rowStep, f32x4.mul(k, rowBend)))));
    k = f32x4.add(k, four);
    const left = f32x4.floor(x);
    const top = f32x4.floor(y);
    const right = f32x4.sub(x, left);
    const down = f32x4.sub(y, top);
    const columns = v128.and(f32x4.add(left, shift), bits);
    const rows = v128.and(f32x4.add(top, shift), bits);
    const offsets = i32x4.add(i32x4.mul(rows, strides), i32x4.shl(columns, 2));
    const a = cells + (i32x4.extract_lane(offsets, 0) as usize);
    const b = cells + (i32x4.extract_lane(offsets, 1) as usize);
    const c = cells + (i32x4.extract_lane(offsets, 2) as usize);
    const d = cells + (i32x4.extract_lane(offsets, 3) as usize);
    const norths = v128.load_lane<u64>(b, v128.load64_zero(a), 1);
    const norths2 = v128.load_lane<u64>(d, v128.load64_zero(c), 1);
    const souths = v128.load_lane<u64>(b + stride, v128.load64_zero(a + stride), 1);
    const souths2 = v128.load_lane<u64>(d + stride, v128.load64_zero(c + stride), 1);
    const northWest = v128.shuffle<f32>(norths, norths2, 0, 2, 4, 6);
    const northEast = v128.shuffle<f32>(norths, norths2, 1, 3, 5, 7);
    const southWest = v128.shuffle<f32>(souths, souths2, 0, 2, 4, 6);
    const southEast = v128.shuffle<f32>(souths, souths2, 1, 3, 5, 7);
    const north = f32x4.add(northWest, f32x4.mul(right, f32x4.sub(northEast, northWest)));
    const south = f32x4.add(southWest, f32x4.mul(right, f32x4.sub(southEast, southWest)));
    // What is written beyond a line's end is overwritten by the next line.
    v128.store(out, f32x4.add(north, f32x4.mul(down, f32x4.sub(south, north))));
    out += 16;
  }
}

/**
 * Highest less lowest value of each grid; NaN where one of its values is.
 * @param grids float32 [count, samples]
 * @param samples values of a grid, at least 4
 * @param out float32 [count]
 */
export function relief(grids: usize, count: i32, samples: i32, out: usize): void {
  const bytes = (samples as usize) << 2;
  for (let grid = 0; grid < count; grid++) {
    let low = v128.load(grids);
    let high = low;
    // NaN propagates through a sum, but not through minimum and maximum.
    let sum = f32x4.sub(low, low);
    for (let offset: usize = 16; offset < bytes; offset += 16) {
      // The last four overlap the ones before.
      const four = v128.load(grids + min(offset, bytes - 16));
      low = f32x4.pmin(low, four);
      high = f32x4.pmax(high, four);
      sum = f32x4.add(sum, f32x4.sub(four, four));
    }
    const low2 = f32x4.pmin(low, v128.shuffle<f32>(low, low, 2, 3, 0, 1));
    const high2 = f32x4.pmax(high, v128.shuffle<f32>(high, high, 2, 3, 0, 1));
    const sum2 = f32x4.add(sum, v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
    const lowest = min(f32x4.extract_lane(low2, 0), f32x4.extract_lane(low2, 1));
    const highest = max(f32x4.extract_lane(high2, 0), f32x4.extract_lane(high2, 1));
    const difference = highest - lowest + (f32x4.extract_lane(sum2, 0) + f32x4.extract_lane(sum2, 1));
    // The sign of a NaN that was computed is the compiler's choice, and layers are compared byte by byte.
    store<f32>(out, isNaN(difference) ? NaN : difference);
    grids += bytes;
    out += 4;
  }
}
