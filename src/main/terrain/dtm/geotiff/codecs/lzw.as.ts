const CLEAR: usize = 256;
const END: usize = 257;
const FIRST_FREE: usize = 258;
const TABLE_SIZE: usize = 4096;

/**
 * What a code stands for: its number of bytes, the first eight of them, and where all of them were written. One entry more than there
 * are codes takes what need not be kept.
 */
const firstBytes = memory.data(4097 * 8, 16);
const lengths = memory.data(4097 * 4, 16);
const starts = memory.data(4097 * 4, 16);

/** Bits of the input from bit `at` on, highest first; up to 4 bytes beyond the last one are read. */
function bitsAt(input: usize, at: u64, width: u32): usize {
  return ((bswap<u32>(load<u32>(input + ((at >> 3) as usize))) << ((at & 7) as u32)) >>
    (32 - width)) as usize;
}

/**
 * Decodes TIFF's LZW; see `kernelCodecs.ts`.
 * @param input the codes, followed by 4 spare bytes
 * @param out room for `mostBytes` and 4,096 more
 * @returns bytes written, which may be more than `mostBytes`; -1 when the codes are invalid
 */
export function lzw(input: usize, inputBytes: u32, out: usize, mostBytes: u32): i32 {
  const inputBits = (inputBytes as u64) << 3;
  for (let code: usize = 0; code < CLEAR; code++) {
    store<u64>(firstBytes + code * 8, code);
    store<u32>(lengths + code * 4, 1);
  }
  const end = out + mostBytes;
  let to = out;
  let free = FIRST_FREE;
  let width: u32 = 9;
  let at: u64 = 0;
  // The newest code is what was written last plus one byte, which the next code brings.
  let last = TABLE_SIZE;
  let lastBytes: u64 = 0;
  let lastLength: u32 = 0;

  while (to < end && at + (width as u64) <= inputBits) {
    const code = bitsAt(input, at, width);
    at += width as u64;
    if ((code | 1) == END) {
      if (code == END) break;
      free = FIRST_FREE;
      width = 9;
      last = TABLE_SIZE;
      continue;
    }
    if (code >= free) return -1;

    // The first byte of the newest code is already known, so that code may itself be the one that completes it.
    const first = load<u64>(firstBytes + code * 8) & 0xff;
    store<u64>(
      firstBytes + last * 8,
      lastBytes | select<u64>(first << ((lastLength & 7) << 3), 0, lastLength < 8),
    );
    const bytes = load<u64>(firstBytes + code * 8);
    const length = load<u32>(lengths + code * 4);
    if (length <= 8) store<u64>(to, bytes);
    else {
      // They are at least eight bytes back, since no code is more than one byte longer than what lies between.
      let from = load<u32>(starts + code * 4) as usize;
      for (let copied: u32 = 0; copied < length; copied += 8, from += 8)
        store<u64>(to + copied, load<u64>(from));
    }

    last = free;
    store<u64>(firstBytes + last * 8, bytes);
    store<u32>(lengths + last * 4, length + 1);
    store<u32>(starts + last * 4, to as u32);
    lastBytes = bytes;
    lastLength = length;
    to += length;
    if (free < TABLE_SIZE) free++;
    if (free >= (1 as usize) << width && width < 12) width++;
  }
  return (to - out) as i32;
}
