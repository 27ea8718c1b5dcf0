import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn, setTimeout as later } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { unwritable } from '../../../shared/systemErrors';
import type { Dtm } from '../dtm/dtm';
import { syncFolder } from '../../platform/syncFolder';
import { claim } from './claim';
import { requireSpace } from './freeSpace';
import { GrowingLevels } from './growingLevels';
import { surveyValues } from './cellKernel';
import { BLOCK_SIZE, levelSize, storedLevelCount } from './levels';
import { type DtmStatistics, PyramidFile, PyramidWriter } from './pyramidFile';
import { type Window, windowsOf } from './windows';

/** How often to look whether another's build has ended, milliseconds. */
const LOOK_AGAIN_MS = 500;

/** Blocks that are packed and written at once, by the threads of the runtime. */
const WRITES_AT_ONCE = 8;

/** Counts what there is, pixel by pixel. */
class Count {
  private low = Infinity;
  private high = -Infinity;
  private known = 0;

  constructor(private readonly pixels: number) {}

  add(values: Float32Array): void {
    const { low, high, known } = surveyValues(values);
    this.low = Math.min(this.low, low);
    this.high = Math.max(this.high, high);
    this.known += known;
  }

  statistics(): DtmStatistics {
    const any = this.known > 0;
    return {
      minM: any ? this.low : null,
      maxM: any ? this.high : null,
      noDataShare: (this.pixels - this.known) / this.pixels,
    };
  }
}

/**
 * Reads window after window, the next one while its predecessor is worked on; null where the file holds nothing. The values are
 * good until the one after the next is asked for.
 */
async function* readAhead(dtm: Dtm): AsyncGenerator<[Window, Float32Array | null]> {
  // What one window was read into takes the one after the next: fresh memory costs as much as reading plain values.
  const memory: Float32Array[] = [];
  let count = 0;
  const read = ({ left, top, width, height }: Window): Promise<Float32Array | null> => {
    if (dtm.isVoid?.(left, top, width, height) === true) return Promise.resolve(null);
    const turn = count++ % 2;
    const pixels = width * height;
    let room = memory[turn];
    if (room === undefined || room.length < pixels) room = memory[turn] = new Float32Array(pixels);
    return dtm.read(left, top, width, height, room.subarray(0, pixels));
  };
  let last: [Window, Promise<Float32Array | null>] | null = null;
  try {
    for (const window of windowsOf(dtm)) {
      const before = last;
      last = [window, read(window)];
      // Who waits for it is told; who stops before is not.
      last[1].catch(() => undefined);
      if (before !== null) yield [before[0], await before[1]];
    }
    if (last !== null) yield [last[0], await last[1]];
  } finally {
    await last?.[1].catch(() => undefined);
  }
}

/**
 * Builds the pyramid of a DTM: reads it once, and writes a file that takes its name only when it is whole. Where another
 * build of the same pyramid is under way, in this process or another, waits for it instead.
 * Memory: some windows of the DTM, and the blocks above them. Other work of the process gets its turn every few
 * milliseconds.
 * @param path where the pyramid is to be (see pyramidPath)
 * @returns rows of the DTM done so far, or as many pixels, again and again
 * @throws UserError `cancelled` when the signal fires, `disk` when the file cannot be written or there is no room for it,
 * `truncated-file` when the DTM cannot be decoded
 */
export async function* buildPyramid(dtm: Dtm, path: string, signal?: AbortSignal): AsyncGenerator<number> {
  const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw unwritable(error, path, mostBytes(dtm));
    }
  };
  for (;;) {
    throwIfAborted(signal);
    const claimed = await onDisk(() => claim(path));
    if (claimed === null) {
      await later(LOOK_AGAIN_MS);
      continue;
    }
    try {
      if (!(await isBuilt(path, dtm))) {
        await onDisk(() => requireSpace(path, mostBytes(dtm)));
        const file = await onDisk(() => open(claimed.partial, 'w'));
        try {
          yield* write(dtm, file, onDisk, signal);
        } finally {
          await file.close();
        }
        await onDisk(async () => {
          await rename(claimed.partial, path);
          await syncFolder(dirname(path));
        });
      }
      yield dtm.metadata.height;
      return;
    } finally {
      await claimed.release();
    }
  }
}

async function isBuilt(path: string, { metadata }: Dtm): Promise<boolean> {
  const file = await PyramidFile.open(path, metadata);
  await file?.close();
  return file !== null;
}

/** Pyramids are hardly ever larger than their file, whose packing is like theirs, and never than their cells as floats. */
function mostBytes({ metadata: { width, height, bytes } }: Dtm): number {
  let cells = 0;
  for (let level = 1; level < storedLevelCount(width, height); level++)
    cells += levelSize(width, level) * levelSize(height, level);
  return Math.min(bytes, cells * Float32Array.BYTES_PER_ELEMENT);
}

async function* write(
  dtm: Dtm,
  file: FileHandle,
  onDisk: <T>(work: () => Promise<T>) => Promise<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<number> {
  const { width, height } = dtm.metadata;
  const writer = new PyramidWriter(file, dtm.metadata);
  const writing = new Set<Promise<void>>();
  const levels = new GrowingLevels(width, height, async (level, column, row, block) => {
    // One that failed stays, so that the next race and the end meet it.
    const one = writer.writeBlock(level, column, row, block).then(() => {
      writing.delete(one);
    });
    one.catch(() => undefined);
    writing.add(one);
    if (writing.size >= WRITES_AT_ONCE) await Promise.race(writing);
  });
  const count = new Count(width * height);
  let pixels = 0;
  try {
    for await (const [window, values] of readAhead(dtm)) {
      if (values !== null) count.add(values);
      const right = window.left + window.width;
      for (let top = window.top; top < window.top + window.height; top += BLOCK_SIZE) {
        for (let left = window.left; left < right; left += BLOCK_SIZE) {
          const size = {
            width: Math.min(BLOCK_SIZE, right - left),
            height: Math.min(BLOCK_SIZE, window.top + window.height - top),
            stride: window.width,
          };
          const at = (top - window.top) * window.width + left - window.left;
          const whole = values?.subarray(at) ?? null;
          const cells = whole === null ? null : { whole, mean: whole, ...size };
          await onDisk(() => levels.add(0, left / BLOCK_SIZE, top / BLOCK_SIZE, cells));
          if (values === null) continue;
          await nextTurn();
          throwIfAborted(signal);
        }
      }
      await nextTurn();
      throwIfAborted(signal);
      pixels += window.width * window.height;
      if (pixels < width * height) yield Math.floor(pixels / width);
    }
    await onDisk(async () => {
      await Promise.all(writing);
      await writer.finish(count.statistics());
    });
  } finally {
    await Promise.allSettled(writing);
  }
}
