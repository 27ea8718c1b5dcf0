/** Undoes differences between values of one type; see `undoPredictor`. */
function sums<T extends number>(at: usize, rows: i32, rowLength: i32, bands: i32): void {
  const step = (bands as usize) * sizeof<T>();
  const rowBytes = (rowLength as usize) * sizeof<T>();
  for (let row = 0; row < rows; row++, at += rowBytes)
    for (let band: usize = 0; band < step; band += sizeof<T>()) {
      let sum = 0 as T;
      for (let i = at + band; i < at + rowBytes; i += step) {
        sum = (sum + load<T>(i)) as T;
        store<T>(i, sum);
      }
    }
}

/** Predictor 2 in place: `rows` rows of `rowLength` values of 1 byte each, the `bands` of each pixel together. */
export function sums8(at: usize, rows: i32, rowLength: i32, bands: i32): void {
  sums<u8>(at, rows, rowLength, bands);
}

/** Of 2 bytes each: eight at once, by adding copies shifted by 1, 2 and 4, where pixels have one value. */
export function sums16(at: usize, rows: i32, rowLength: i32, bands: i32): void {
  if (bands != 1) {
    sums<u16>(at, rows, rowLength, bands);
    return;
  }
  const zero = i16x8.splat(0);
  for (; rows > 0; rows--) {
    const end = at + ((rowLength as usize) << 1);
    let before = zero;
    for (; at + 16 <= end; at += 16) {
      let s = v128.load(at);
      s = i16x8.add(s, i16x8.shuffle(zero, s, 0, 8, 9, 10, 11, 12, 13, 14));
      s = i16x8.add(s, i16x8.shuffle(zero, s, 0, 0, 8, 9, 10, 11, 12, 13));
      s = i16x8.add(s, i16x8.shuffle(zero, s, 0, 0, 0, 0, 8, 9, 10, 11));
      s = i16x8.add(s, before);
      v128.store(at, s);
      before = i16x8.shuffle(s, s, 7, 7, 7, 7, 7, 7, 7, 7);
    }
    let sum = i16x8.extract_lane_u(before, 0);
    for (; at < end; at += 2) {
      sum = (sum + load<u16>(at)) as u16;
      store<u16>(at, sum);
    }
  }
}

/** Of 4 bytes each. */
export function sums32(at: usize, rows: i32, rowLength: i32, bands: i32): void {
  sums<u32>(at, rows, rowLength, bands);
}

/** Of 8 bytes each. */
export function sums64(at: usize, rows: i32, rowLength: i32, bands: i32): void {
  sums<u64>(at, rows, rowLength, bands);
}

/** Adds to each byte those before it: sixteen at once, by adding copies shifted by 1, 2, 4 and 8. */
function sumBytes(at: usize, count: i32): void {
  const end = at + (count as usize);
  const zero = i8x16.splat(0);
  let before = zero;
  for (; at + 16 <= end; at += 16) {
    let s = v128.load(at);
    s = i8x16.add(s, i8x16.shuffle(zero, s, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30));
    s = i8x16.add(s, i8x16.shuffle(zero, s, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29));
    s = i8x16.add(s, i8x16.shuffle(zero, s, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
    s = i8x16.add(s, i8x16.shuffle(zero, s, 0, 0, 0, 0, 0, 0, 0, 0, 16, 17, 18, 19, 20, 21, 22, 23));
    s = i8x16.add(s, before);
    v128.store(at, s);
    before = i8x16.shuffle(s, s, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
  }
  let sum = i8x16.extract_lane_u(before, 0);
  for (; at < end; at++) {
    sum = (sum + load<u8>(at)) as u8;
    store<u8>(at, sum);
  }
}

/** Sixteen 32-bit values from bytes in four planes, the highest first; `plane` bytes from one to the next. */
function joinSixteen(from: usize, plane: usize, to: usize): void {
  const d = v128.load(from);
  const c = v128.load(from + plane);
  const b = v128.load(from + 2 * plane);
  const a = v128.load(from + 3 * plane);
  const lowAb = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const highAb = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const lowCd = i8x16.shuffle(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const highCd = i8x16.shuffle(c, d, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128.store(to, i16x8.shuffle(lowAb, lowCd, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(to + 16, i16x8.shuffle(lowAb, lowCd, 4, 12, 5, 13, 6, 14, 7, 15));
  v128.store(to + 32, i16x8.shuffle(highAb, highCd, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(to + 48, i16x8.shuffle(highAb, highCd, 4, 12, 5, 13, 6, 14, 7, 15));
}

/** Predictor 3: rows of `from`, which are overwritten, become rows of little-endian values of `valueBytes` bytes each in `to`. */
export function floats(from: usize, rows: i32, rowLength: i32, bands: i32, valueBytes: i32, to: usize): void {
  const plane = rowLength as usize;
  const rowBytes = plane * (valueBytes as usize);
  for (let row = 0; row < rows; row++, from += rowBytes, to += rowBytes) {
    if (bands == 1) sumBytes(from, rowBytes as i32);
    else sums<u8>(from, 1, rowBytes as i32, bands);
    let i: usize = 0;
    if (valueBytes == 4) for (; i + 16 <= plane; i += 16) joinSixteen(from + i, plane, to + 4 * i);
    for (; i < plane; i++)
      for (let b = 0; b < valueBytes; b++)
        store<u8>(
          to + i * (valueBytes as usize) + (b as usize),
          load<u8>(from + ((valueBytes - 1 - b) as usize) * plane + i),
        );
  }
}
