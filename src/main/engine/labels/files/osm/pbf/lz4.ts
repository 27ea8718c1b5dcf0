/**
 * Unpacks one LZ4 block ("LZ4 Block Format Description", lz4.org).
 * @param rawBytes how many bytes there is room for
 * @throws Error for damaged data or longer
 */
export function inflateLz4(packed: Uint8Array, rawBytes: number): Uint8Array {
  const bytes = new Uint8Array(rawBytes);
  let [from, to] = [0, 0];
  /** A length continues for as long as its bytes are 255. */
  const length = (start: number): number => {
    let sum = start;
    if (start < 15) return sum;
    for (let byte = 255; byte === 255; sum += byte) {
      byte = packed[from++] ?? NaN;
      if (Number.isNaN(byte) || sum > rawBytes) throw new Error('a block is damaged');
    }
    return sum;
  };
  while (from < packed.length) {
    const token = packed[from++] ?? 0;
    const literals = length(token >> 4);
    if (from + literals > packed.length || to + literals > rawBytes) throw new Error('a block is damaged');
    bytes.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has literals only.
    if (from === packed.length) break;
    const distance = (packed[from++] ?? 0) + (packed[from++] ?? 0) * 256;
    const count = length(token & 15) + 4;
    if (distance === 0 || distance > to || to + count > rawBytes) throw new Error('a block is damaged');
    if (distance >= count) bytes.copyWithin(to, to - distance, to - distance + count);
    // A copy that reaches into itself repeats what it has just written.
    else for (let i = 0; i < count; i++) bytes[to + i] = bytes[to + i - distance] ?? 0;
    to += count;
  }
  return bytes.subarray(0, to);
}
