/** Bytes that are read at once: their place in memory and in the file. */
export interface Run {
  readonly at: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Bytes between blocks that are read along with them: a cloud-optimised file has a few around each. */
const MOST_BETWEEN = 64;

/**
 * Places in memory for the bytes of some blocks, and the reads that fill them: blocks that follow one another in the
 * file are read at once.
 * @param blocks offset of each in the file, and its number of bytes
 */
export function layOut(blocks: readonly { readonly offset: number; readonly bytes: number }[]): {
  readonly starts: readonly number[];
  readonly runs: readonly Run[];
} {
  const starts: number[] = [];
  const runs: Run[] = [];
  let end = 0;
  // The first block has no predecessor.
  let last: Run = { at: 0, offset: NaN, bytes: 0 };
  for (const { offset, bytes } of blocks) {
    const between = offset - last.offset - last.bytes;
    const follows = between >= 0 && between <= MOST_BETWEEN;
    if (follows) {
      starts.push(end + between);
      last = { ...last, bytes: last.bytes + between + bytes };
      runs[runs.length - 1] = last;
      end += between + bytes;
    } else {
      starts.push(end);
      last = { at: end, offset, bytes };
      runs.push(last);
      end += bytes;
    }
  }
  return { starts, runs };
}
