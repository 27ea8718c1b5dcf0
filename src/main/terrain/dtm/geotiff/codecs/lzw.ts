const CLEAR = 256;
const END = 257;
const FIRST_FREE = 258;
const TABLE_SIZE = 4096;

/**
 * Decodes TIFF's LZW: most significant bit first, codes of 9 to 12 bits that grow one code early (TIFF 6.0, section 13).
 * Stops when `mostBytes` are there, or the codes end.
 * @throws Error when the codes make no sense
 */
export function decodeLzw(input: Uint8Array, mostBytes: number): Buffer {
  const out = Buffer.allocUnsafeSlow(mostBytes);
  // A code stands for the bytes that were written when it was made: where they begin and how many they are.
  const starts = new Uint32Array(TABLE_SIZE);
  const lengths = new Uint16Array(TABLE_SIZE);
  let free = FIRST_FREE;
  let width = 9;
  let written = 0;
  let bits = 0;
  let bitCount = 0;
  let at = 0;

  while (written < mostBytes) {
    while (bitCount < width) {
      if (at >= input.length) return out.subarray(0, written);
      bits = ((bits << 8) | (input[at++] ?? 0)) & 0xfffff;
      bitCount += 8;
    }
    bitCount -= width;
    const code = (bits >> bitCount) & ((1 << width) - 1);
    if (code === END) break;
    if (code === CLEAR) {
      free = FIRST_FREE;
      width = 9;
      continue;
    }

    const start = written;
    if (code < CLEAR) out[written++] = code;
    else {
      if (code >= free) throw new Error('LZW code out of order');
      const from = starts[code] ?? 0;
      const end = Math.min(mostBytes, written + (lengths[code] ?? 0));
      for (let source = from; written < end; source++) out[written++] = out[source] ?? 0;
    }
    // The next code is what this one will have written and one byte more, which the code after it brings.
    if (free < TABLE_SIZE) {
      starts[free] = start;
      lengths[free] = written - start + 1;
      free++;
    }
    if (free >= 1 << width && width < 12) width++;
  }
  return out.subarray(0, written);
}
