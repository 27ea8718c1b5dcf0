/** Bytes of a value of all four patches. */
const LANES: usize = 16;

/** Puts the lower of two samples first; they lie `apart` bytes apart. */
function exchange(at: usize, apart: usize): void {
  const a = v128.load(at);
  const b = v128.load(at + apart);
  v128.store(at, f32x4.pmin(a, b));
  v128.store(at + apart, f32x4.pmax(a, b));
}

/** The same for `count` pairs side by side. */
function exchangeAll(at: usize, count: usize, apart: usize): void {
  for (let offset: usize = 0; offset < count * LANES; offset += LANES) exchange(at + offset, apart);
}

/**
 * Sorts a ring's samples in place by Batcher's odd-even merges, as far as every fourth is needed, and writes those; returns where it
 * stopped.
 */
export function writeSorted(ring: usize, at: usize): usize {
  for (let i: usize = 0; i < 4; i++) sort8(ring + i * 8 * LANES);
  for (let i: usize = 0; i < 2; i++) {
    const half = ring + i * 16 * LANES;
    exchangeAll(half, 8, 8 * LANES);
    exchangeAll(half + 4 * LANES, 4, 4 * LANES);
    for (let k: usize = 2; k < 14; k += 4) exchangeAll(half + k * LANES, 2, 2 * LANES);
    for (let k: usize = 1; k < 15; k += 2) exchange(half + k * LANES, LANES);
  }
  exchangeAll(ring, 16, 16 * LANES);
  exchangeAll(ring + 8 * LANES, 8, 8 * LANES);
  for (let k: usize = 4; k < 28; k += 8) exchangeAll(ring + k * LANES, 4, 4 * LANES);
  // Only what the last two rounds would bring to every fourth place.
  v128.store(at, v128.load(ring));
  at += LANES;
  for (let k: usize = 4; k < 32; k += 4) {
    const to = ring + k * LANES;
    const even = f32x4.pmax(v128.load(to - 2 * LANES), v128.load(to));
    const odd = f32x4.pmin(v128.load(to - LANES), v128.load(to + LANES));
    v128.store(at, f32x4.pmax(even, odd));
    at += LANES;
  }
  return at;
}

/** Sorts eight samples in registers, by Batcher's network of 19 comparators. */
function sort8(at: usize): void {
  let a = v128.load(at);
  let b = v128.load(at, 16);
  let c = v128.load(at, 32);
  let d = v128.load(at, 48);
  let e = v128.load(at, 64);
  let f = v128.load(at, 80);
  let g = v128.load(at, 96);
  let h = v128.load(at, 112);
  let low = f32x4.pmin(a, b);
  b = f32x4.pmax(a, b);
  a = low;
  low = f32x4.pmin(c, d);
  d = f32x4.pmax(c, d);
  c = low;
  low = f32x4.pmin(e, f);
  f = f32x4.pmax(e, f);
  e = low;
  low = f32x4.pmin(g, h);
  h = f32x4.pmax(g, h);
  g = low;
  low = f32x4.pmin(a, c);
  c = f32x4.pmax(a, c);
  a = low;
  low = f32x4.pmin(b, d);
  d = f32x4.pmax(b, d);
  b = low;
  low = f32x4.pmin(e, g);
  g = f32x4.pmax(e, g);
  e = low;
  low = f32x4.pmin(f, h);
  h = f32x4.pmax(f, h);
  f = low;
  low = f32x4.pmin(b, c);
  c = f32x4.pmax(b, c);
  b = low;
  low = f32x4.pmin(f, g);
  g = f32x4.pmax(f, g);
  f = low;
  low = f32x4.pmin(a, e);
  e = f32x4.pmax(a, e);
  a = low;
  low = f32x4.pmin(b, f);
  f = f32x4.pmax(b, f);
  b = low;
  low = f32x4.pmin(c, g);
  g = f32x4.pmax(c, g);
  c = low;
  low = f32x4.pmin(d, h);
  h = f32x4.pmax(d, h);
  d = low;
  low = f32x4.pmin(c, e);
  e = f32x4.pmax(c, e);
  c = low;
  low = f32x4.pmin(d, f);
  f = f32x4.pmax(d, f);
  d = low;
  v128.store(at, a);
  v128.store(at, f32x4.pmin(b, c), 16);
  v128.store(at, f32x4.pmax(b, c), 32);
  v128.store(at, f32x4.pmin(d, e), 48);
  v128.store(at, f32x4.pmax(d, e), 64);
  v128.store(at, f32x4.pmin(f, g), 80);
  v128.store(at, f32x4.pmax(f, g), 96);
  v128.store(at, h, 112);
}
