/**
 * Inflates DEFLATE with a zlib header (RFC 1950, RFC 1951); see `kernelCodecs.ts`. The next bits of the input stand in one 64-bit word, lowest
 * first.
 *
 * An entry of a table has in its lowest six bits how many bits of the input it uses up, extra bits included, and one of these marks. A
 * literal is in bits 8 to 15; elsewhere bits 12 to 15 count the bits of the code, and the highest sixteen are the base of a length or
 * distance.
 */
const LITERAL: u32 = 1 << 6;
const LENGTH: u32 = 1 << 8;
const END: u32 = 2 << 8;
/** Longer codes are looked up by their next bits in a table of their own, whose place is in the highest sixteen bits. */
const LONGER: u32 = 3 << 8;
const DISTANCE: u32 = 4 << 8;
const MARK: u32 = 15 << 8;

/** Bits of the first look-up of literals and lengths, of distances, and of lengths of codes; the longest code. */
const LITERAL_BITS: u32 = 11;
const DISTANCE_BITS: u32 = 8;
const SHORT_BITS: u32 = 7;
const MOST_BITS: u32 = 15;

/** At most half of all symbols share a longer table each. */
const literalTable = memory.data((2048 + 144 * 16) * 4, 16);
const distanceTable = memory.data((256 + 16 * 128) * 4, 16);
const shortTable = memory.data(128 * 4, 16);
/** Entry of each symbol, without the bits of its code. */
const literalEntries = memory.data(288 * 4, 16);
const distanceEntries = memory.data(32 * 4, 16);
const shortEntries = memory.data(19 * 4, 16);
/** Lengths of the codes: of literals and lengths, followed by those of distances. */
const codeLengths = memory.data(288 + 32 + 137, 16);
const shortLengths = memory.data(19, 16);
/** The order in which lengths of the codes for lengths of codes are stored. */
const shortOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
/** Symbols in the order of their codes, how many have each length, and where those of each length begin. */
const sortedSymbols = memory.data(320 * 2, 16);
const counts = memory.data(16 * 4, 16);
const firsts = memory.data(17 * 4, 16);

/** What is left of the input: the next bits, how many there are, the address of what follows, and the end. */
let bits: u64 = 0;
let left: u32 = 0;
let next: usize = 0;
let inputEnd: usize = 0;

let areEntriesMade = false;

function makeEntries(): void {
  for (let i: usize = 0; i < 256; i++) store<u32>(literalEntries + i * 4, ((i as u32) << 8) | LITERAL);
  store<u32>(literalEntries + 256 * 4, END);
  let base: u32 = 3;
  for (let i: usize = 257; i < 285; i++) {
    const extra: u32 = i < 265 ? 0 : ((i as u32) - 261) >> 2;
    store<u32>(literalEntries + i * 4, (base << 16) | LENGTH | extra);
    base += 1 << extra;
  }
  store<u32>(literalEntries + 285 * 4, (258 << 16) | LENGTH);
  base = 1;
  for (let i: usize = 0; i < 30; i++) {
    const extra: u32 = i < 4 ? 0 : ((i as u32) - 2) >> 1;
    store<u32>(distanceEntries + i * 4, (base << 16) | DISTANCE | extra);
    base += 1 << extra;
  }
  for (let i: usize = 0; i < 19; i++) store<u32>(shortEntries + i * 4, ((i as u32) << 16) | DISTANCE);
  areEntriesMade = true;
}

/** Fills the word up to at least 56 bits; up to 8 bytes beyond the input are read. */
function fill(): void {
  bits |= load<u64>(next) << (left as u64);
  next += ((63 - left) >> 3) as usize;
  left |= 56;
}

function take(count: u32): u32 {
  const value = (bits as u32) & ((1 << count) - 1);
  bits >>= count as u64;
  left -= count;
  return value;
}

function reversed(code: u32, width: u32): u32 {
  let out: u32 = 0;
  for (let i: u32 = 0; i < width; i++) out |= ((code >> i) & 1) << (width - 1 - i);
  return out;
}

/** The entry of a symbol whose code has so many bits. */
function entryOf(entries: usize, symbol: usize, length: u32): u32 {
  const entry = load<u32>(entries + (symbol << 2));
  return (entry + length) | ((entry & LITERAL) == 0 ? length << 12 : 0);
}

/**
 * Makes the table of a code from the lengths of its symbols' codes (RFC 1951, 3.2.2).
 * @returns whether the code is complete, or has at most one symbol, with one bit
 */
function makeTable(table: usize, width: u32, lengths: usize, symbols: usize, entries: usize): boolean {
  memory.fill(counts, 0, 64);
  for (let i: usize = 0; i < symbols; i++) {
    const at = counts + ((load<u8>(lengths + i) as usize) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let space: i32 = 1;
  let longest: u32 = 0;
  let used: u32 = 0;
  for (let length: u32 = 1; length <= MOST_BITS; length++) {
    const count = load<u32>(counts + (length << 2));
    store<u32>(firsts + (length << 2), used);
    used += count;
    space = (space << 1) - (count as i32);
    if (space < 0) return false;
    if (count > 0) longest = length;
  }
  // A code with one symbol of one bit leaves the other bit without meaning.
  if (space > 0 && longest > 1) return false;
  for (let i: usize = 0; i < symbols; i++) {
    const length = load<u8>(lengths + i) as u32;
    if (length == 0) continue;
    const at = firsts + (length << 2);
    const place = load<u32>(at);
    store<u16>(sortedSymbols + (place << 1), i as u16);
    store<u32>(at, place + 1);
  }
  // Without symbols there may be no code of this length to fill the table with.
  memory.fill(table, 0, (1 as usize) << (width + 2));

  // The table doubles whenever codes get longer by a bit, since the bits that come later are the higher ones.
  let code: u32 = 0;
  let at: u32 = 0;
  let filled: u32 = 1;
  for (let length: u32 = 1; length <= width; length++) {
    code <<= 1;
    memory.copy(table + ((filled as usize) << 2), table, (filled as usize) << 2);
    filled <<= 1;
    for (let count = load<u32>(counts + (length << 2)); count > 0; count--) {
      const symbol = load<u16>(sortedSymbols + (at++ << 1)) as usize;
      store<u32>(table + (reversed(code++, length) << 2), entryOf(entries, symbol, length));
    }
  }
  // Codes that are longer share a table with those that have the same first bits.
  let free = filled;
  const more = MOST_BITS - width;
  for (let length = width + 1; length <= longest; length++) {
    code <<= 1;
    for (let count = load<u32>(counts + (length << 2)); count > 0; count--) {
      const symbol = load<u16>(sortedSymbols + (at++ << 1)) as usize;
      const all = reversed(code++, length);
      const first = table + ((all & (filled - 1)) << 2);
      if (load<u32>(first) == 0) {
        store<u32>(first, (free << 16) | LONGER | width);
        memory.fill(table + (free << 2), 0, (1 as usize) << (more + 2));
        free += 1 << more;
      }
      const longer = load<u32>(first) >> 16;
      const entry = entryOf(entries, symbol, length - width);
      for (let i = all >> width; i < 1 << more; i += 1 << (length - width))
        store<u32>(table + ((longer + i) << 2), entry);
    }
  }
  return true;
}

/** Reads the codes of a block with its own. */
function readCodes(): boolean {
  fill();
  const literals = 257 + take(5);
  const distances = 1 + take(5);
  const shorts: usize = 4 + take(4);
  if (literals > 286 || distances > 30) return false;
  memory.fill(shortLengths, 0, 19);
  for (let i: usize = 0; i < shorts; i++) {
    if (left < 3) fill();
    store<u8>(shortLengths + (load<u8>(shortOrder + i) as usize), take(3) as u8);
  }
  if (!makeTable(shortTable, SHORT_BITS, shortLengths, 19, shortEntries)) return false;
  const all: usize = literals + distances;
  for (let i: usize = 0; i < all;) {
    fill();
    if (next > inputEnd + 8) return false;
    const entry = load<u32>(shortTable + (((bits as usize) & 127) << 2));
    if (entry == 0) return false;
    take(entry & 63);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(codeLengths + i++, symbol as u8);
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const value: u8 = symbol == 16 ? load<u8>(codeLengths + i - 1) : 0;
    const times: usize = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + times > all) return false;
    memory.fill(codeLengths + i, value, times);
    i += times;
  }
  return (
    load<u8>(codeLengths + 256) != 0 &&
    makeTable(distanceTable, DISTANCE_BITS, codeLengths + literals, distances, distanceEntries) &&
    makeTable(literalTable, LITERAL_BITS, codeLengths, literals, literalEntries)
  );
}

/** The codes of blocks without their own (RFC 1951, 3.2.6). */
function fixedCodes(): void {
  memory.fill(codeLengths, 8, 144);
  memory.fill(codeLengths + 144, 9, 112);
  memory.fill(codeLengths + 256, 7, 24);
  memory.fill(codeLengths + 280, 8, 8);
  memory.fill(codeLengths + 288, 5, 32);
  makeTable(distanceTable, DISTANCE_BITS, codeLengths + 288, 32, distanceEntries);
  makeTable(literalTable, LITERAL_BITS, codeLengths, 288, literalEntries);
}

/** Copies bytes from `distance` before `to`, which may repeat; up to 31 more are written. */
function repeat(to: usize, distance: usize, length: usize): void {
  const end = to + length;
  let from = to - distance;
  if (distance >= 16)
    do {
      v128.store(to, v128.load(from));
      to += 16;
      from += 16;
    } while (to < end);
  else if (distance == 1) {
    const value = i8x16.splat(load<i8>(from));
    do {
      v128.store(to, value);
      to += 16;
    } while (to < end);
  } else if (distance >= 8)
    do {
      store<u64>(to, load<u64>(from));
      to += 8;
      from += 8;
    } while (to < end);
  else
    do {
      store<u8>(to++, load<u8>(from++));
    } while (to < end);
}

/** The base of a length or distance, plus its extra bits, which follow its code in `word`. */
function value(entry: u32, word: u64): usize {
  const all = (word as u32) & ((1 << (entry & 63)) - 1);
  return ((entry >> 16) + (all >> ((entry >> 12) & 15))) as usize;
}

/** Decodes a block; the address after it, or 0 for damage or more than the room. */
function decodeBlock(out: usize, to: usize, end: usize): usize {
  // Copies in local variables are faster than what the functions above share.
  let word = bits;
  let count = left;
  let from = next;
  const last = inputEnd + 8;
  while (to <= end && from <= last) {
    word |= load<u64>(from) << (count as u64);
    from += ((63 - (count & 63)) >> 3) as usize;
    count |= 56;
    // Three literals use at most 45 bits. A loop is slower than this.
    let entry = load<u32>(literalTable + (((word as usize) & 2047) << 2));
    if ((entry & LITERAL) != 0) {
      store<u8>(to++, (entry >> 8) as u8);
      word >>= (entry & 63) as u64;
      count -= entry & 63;
      entry = load<u32>(literalTable + (((word as usize) & 2047) << 2));
      if ((entry & LITERAL) != 0) {
        store<u8>(to++, (entry >> 8) as u8);
        word >>= (entry & 63) as u64;
        count -= entry & 63;
        entry = load<u32>(literalTable + (((word as usize) & 2047) << 2));
        if ((entry & LITERAL) != 0) {
          store<u8>(to++, (entry >> 8) as u8);
          word >>= (entry & 63) as u64;
          count -= entry & 63;
          continue;
        }
      }
    }
    if ((count & 63) < 48) {
      word |= load<u64>(from) << (count as u64);
      from += ((63 - count) >> 3) as usize;
      count |= 56;
    }
    let before = word;
    word >>= (entry & 63) as u64;
    count -= entry & 63;
    if ((entry & MARK) == LONGER) {
      before = word;
      entry = load<u32>(literalTable + (((entry >> 16) + ((word as u32) & 15)) << 2));
      word >>= (entry & 63) as u64;
      count -= entry & 63;
      if ((entry & LITERAL) != 0) {
        store<u8>(to++, (entry >> 8) as u8);
        continue;
      }
    }
    if ((entry & MARK) == END) {
      bits = word;
      left = count;
      next = from;
      return to <= end ? to : 0;
    }
    if ((entry & MARK) != LENGTH) return 0;
    const length = value(entry, before);
    entry = load<u32>(distanceTable + (((word as usize) & 255) << 2));
    if ((entry & MARK) == LONGER) {
      word >>= (entry & 63) as u64;
      count -= entry & 63;
      entry = load<u32>(distanceTable + (((entry >> 16) + ((word as u32) & 127)) << 2));
    }
    if ((entry & MARK) != DISTANCE) return 0;
    const distance = value(entry, word);
    word >>= (entry & 63) as u64;
    count -= entry & 63;
    if (distance > to - out) return 0;
    repeat(to, distance, length);
    to += length;
  }
  return 0;
}

/** Copies a block that is not packed; the address after it, or 0. */
function copyBlock(to: usize, end: usize): usize {
  take(left & 7);
  next -= (left >> 3) as usize;
  bits = 0;
  left = 0;
  if (next + 4 > inputEnd) return 0;
  const length = load<u16>(next) as usize;
  if ((length ^ 0xffff) != (load<u16>(next + 2) as usize)) return 0;
  next += 4;
  if (next + length > inputEnd || to + length > end) return 0;
  memory.copy(to, next, length);
  next += length;
  return to + length;
}

/** The checksum of RFC 1950, 8.2: sixteen bytes at once, and so many between remainders that no sum overflows. */
function adler32(from: usize, end: usize): u32 {
  const weights = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const others = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  let a: u32 = 1;
  let b: u32 = 0;
  while (from < end) {
    const some = min<usize>(end - from, 5552);
    const whole = from + (some & ~15);
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    b += a * ((some & ~15) as u32);
    for (; from < whole; from += 16) {
      const bytes = v128.load(from);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), weights));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), others));
    }
    a += laneSum(sums);
    b += laneSum(i32x4.add(i32x4.shl(before, 4), weighted));
    for (const rest = whole + (some & 15); from < rest; from++) {
      a += load<u8>(from);
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

function laneSum(v: v128): u32 {
  return (
    (i32x4.extract_lane(v, 0) as u32) +
    (i32x4.extract_lane(v, 1) as u32) +
    (i32x4.extract_lane(v, 2) as u32) +
    (i32x4.extract_lane(v, 3) as u32)
  );
}

/**
 * @param input followed by 24 spare bytes
 * @param out room for `mostBytes` and 304 more
 * @returns bytes written; -1 for damaged bytes, and for more than `mostBytes`
 */
export function inflate(input: usize, inputBytes: u32, out: usize, mostBytes: u32): i32 {
  if (!areEntriesMade) makeEntries();
  if (inputBytes < 6) return -1;
  const head = ((load<u8>(input) as u32) << 8) | load<u8>(input + 1);
  // Method 8, windows of up to 32 KiB, no dictionary.
  if ((head & 0x0f00) != 0x0800 || head >> 12 > 7 || head % 31 != 0 || (head & 0x20) != 0) return -1;
  bits = 0;
  left = 0;
  next = input + 2;
  inputEnd = input + inputBytes;
  const end = out + mostBytes;
  let to = out;
  for (let isLast = false; !isLast;) {
    fill();
    isLast = take(1) == 1;
    const kind = take(2);
    if (kind == 0) to = copyBlock(to, end);
    else {
      if (kind == 1) fixedCodes();
      else if (kind == 3 || !readCodes()) return -1;
      to = decodeBlock(out, to, end);
    }
    if (to == 0) return -1;
  }
  const trailer = next - ((left >> 3) as usize);
  if (trailer + 4 > inputEnd || bswap<u32>(load<u32>(trailer)) != adler32(out, to)) return -1;
  return (to - out) as i32;
}
