import type { FileSource } from '../../platform/fileSource';

/** Bytes of a file that are asked for. */
interface Range {
  readonly offset: number;
  readonly length: number;
  /** Names them in an error. */
  readonly what: string;
}

/** Work that asks for one range of a file after the other: what has the bytes may wait for a disk or not. */
export type Ranged<T> = Generator<Range, T, Buffer>;

/** Does ranged work on a file. @throws UserError as `FileSource.read` does, and as the work does */
export async function readRanged<T>(file: FileSource, work: Ranged<T>): Promise<T> {
  let step = work.next();
  while (step.done !== true) {
    const { offset, length, what } = step.value;
    step = work.next(await file.read(offset, length, what));
  }
  return step.value;
}

/** Does ranged work on bytes in memory; what they lack is missing from what it gets. */
export function takeRanged<T>(bytes: Uint8Array, work: Ranged<T>): T {
  let step = work.next();
  while (step.done !== true) {
    const { offset, length } = step.value;
    const { buffer, byteOffset, byteLength } = bytes.subarray(offset, offset + length);
    step = work.next(Buffer.from(buffer, byteOffset, byteLength));
  }
  return step.value;
}
