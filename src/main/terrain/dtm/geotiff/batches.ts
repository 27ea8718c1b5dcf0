/** Bytes that are read at once: where they go, and where they are in the file. */
export interface Run {
  readonly at: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Bytes between blocks that are read along with them: a cloud-optimised file has some around each. */
const MOST_BETWEEN = 64;

/** Where plain values of up to 8 bytes may begin. */
const ALIGNED = 8;

/**
 * Where the bytes of some blocks go in memory, and the reads that bring them there: blocks that follow one another in the
 * file come at once.
 * @param blocks where each lies in the file, and its bytes
 * @param arePlain whether values are looked at where they lie
 */
export function layOut(
  blocks: readonly { readonly offset: number; readonly bytes: number }[],
  arePlain: boolean,
): { readonly starts: readonly number[]; readonly runs: readonly Run[] } {
  const starts: number[] = [];
  const runs: Run[] = [];
  let end = 0;
  // Nothing follows the one before the first.
  let last: Run = { at: 0, offset: NaN, bytes: 0 };
  for (const { offset, bytes } of blocks) {
    const between = offset - last.offset - last.bytes;
    const follows = between >= 0 && between <= MOST_BETWEEN && (!arePlain || (end + between) % ALIGNED === 0);
    if (follows) {
      starts.push(end + between);
      last = { ...last, bytes: last.bytes + between + bytes };
      runs[runs.length - 1] = last;
      end += between + bytes;
    } else {
      const at = Math.ceil(end / ALIGNED) * ALIGNED;
      starts.push(at);
      last = { at, offset, bytes };
      runs.push(last);
      end = at + bytes;
    }
  }
  return { starts, runs };
}
