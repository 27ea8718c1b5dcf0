/**
 * Decodes PackBits (TIFF 6.0, section 9): runs of one byte, and literal bytes. Stops after `mostBytes` or when the
 * input ends.
 */
export function decodePackBits(packed: Buffer, mostBytes: number): Buffer {
  const out = Buffer.allocUnsafeSlow(mostBytes);
  let written = 0;
  let at = 0;
  while (at < packed.length && written < mostBytes) {
    const count = packed.readInt8(at++);
    if (count >= 0) {
      const copied = packed.copy(out, written, at, at + Math.min(count + 1, mostBytes - written));
      written += copied;
      at += count + 1;
    } else if (count !== -128 && at < packed.length) {
      const end = Math.min(mostBytes, written + 1 - count);
      out.fill(packed[at++] ?? 0, written, end);
      written = end;
    }
  }
  return out.subarray(0, written);
}
