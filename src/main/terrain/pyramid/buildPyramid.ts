import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { unwritable } from '../../../shared/diskErrors';
import { throwIfAborted } from '../../../shared/errors';
import type { Dtm } from '../dtm/dtm';
import { syncFolder } from '../syncFolder';
import { Band } from './band';
import { BLOCK_SIZE, storedLevelCount, levelSize } from './levels';
import { type DtmStatistics, encodeBlock, encodeHeader, RECORD_BYTES, recordOffset } from './pyramidFile';

/** Width of the windows that a tiled DTM is read in, pixels. */
const WINDOW_PIXELS = 2048;

/** Values that are counted before other work gets its turn. */
const VALUES_A_TURN = 2 ** 20;

/** Most rows of blocks that are read at once, where the DTM's own tiles are taller than blocks. */
const MOST_BANDS = 4;

/** Counts what there is, pixel by pixel. */
class Count {
  private low = Infinity;
  private high = -Infinity;
  private missing = 0;
  private pixels = 0;

  add(values: Float32Array): void {
    for (const value of values) {
      if (Number.isNaN(value)) this.missing++;
      else {
        if (value < this.low) this.low = value;
        if (value > this.high) this.high = value;
      }
    }
    this.pixels += values.length;
  }

  statistics(): DtmStatistics {
    const any = this.missing < this.pixels;
    return {
      minM: any ? this.low : null,
      maxM: any ? this.high : null,
      noDataShare: this.missing / this.pixels,
    };
  }
}

/** Reads whole rows of the DTM, window by window. */
async function readRowsOf(
  dtm: Dtm,
  top: number,
  height: number,
  count: Count,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { width } = dtm.metadata;
  const step = Math.max(1, Math.round(WINDOW_PIXELS / dtm.blockWidth)) * dtm.blockWidth;
  const band = new Float32Array(width * height);
  for (let left = 0; left < width; left += step) {
    throwIfAborted(signal);
    const windowWidth = Math.min(step, width - left);
    const window = await dtm.read(left, top, windowWidth, height);
    for (let row = 0; row < height; row++) {
      const line = window.subarray(row * windowWidth, (row + 1) * windowWidth);
      count.add(line);
      band.set(line, row * width + left);
      if (((row + 1) * windowWidth) % VALUES_A_TURN < windowWidth) await nextTurn();
    }
  }
  return band;
}

/** Levels 1 and up while they grow, one band of each in memory. */
class GrowingLevels {
  private readonly bands: Band[] = [];
  private readonly rowsDone: number[] = [];
  private readonly record = Buffer.alloc(RECORD_BYTES);

  constructor(
    private readonly dtm: Dtm,
    private readonly file: FileHandle,
    private readonly breathe: () => Promise<void>,
  ) {
    const { width, height } = dtm.metadata;
    for (let level = 1; level < storedLevelCount(width, height); level++) {
      this.bands[level] = new Band(levelSize(width, level));
      this.rowsDone[level] = 0;
    }
  }

  /** Adds rows of a level's finer neighbour to it, and hands it on where its band is full. */
  async append(level: number, cells: ReturnType<Band['cells']>): Promise<void> {
    const band = this.bands[level];
    if (band === undefined) return;
    await band.append(cells, this.breathe);
    const done = this.rowsDone[level] ?? 0;
    const height = levelSize(this.dtm.metadata.height, level);
    if (band.filled < BLOCK_SIZE && done + band.filled < height) return;
    for (let column = 0; column * BLOCK_SIZE < band.width; column++) {
      encodeBlock(band.block(column), this.record);
      const position = recordOffset(this.dtm.metadata, level, column, done / BLOCK_SIZE);
      await this.file.write(this.record, 0, RECORD_BYTES, position);
      await this.breathe();
    }
    await this.append(level + 1, band.cells());
    this.rowsDone[level] = done + band.filled;
    band.filled = 0;
  }
}

/** Removes what builds of processes that are gone left behind. */
async function removeLeftovers(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const pid = name.startsWith(basename(path)) ? /\.(\d+)\.[-\da-f]+\.partial$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(dirname(path), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Builds the pyramid of a DTM: reads it once, band by band, and writes a file that takes its name only when it is whole.
 * Memory: some bands of 256 rows. Other work of the process gets its turn every few milliseconds.
 * @param path where the pyramid is to be (see pyramidPath)
 * @returns rows of the DTM done so far, again and again
 * @throws UserError `cancelled` when the signal fires, `disk` when the file cannot be written, `truncated-file` when the
 * DTM cannot be decoded
 */
export async function* buildPyramid(dtm: Dtm, path: string, signal?: AbortSignal): AsyncGenerator<number> {
  const { height, width } = dtm.metadata;
  const partial = `${path}.${process.pid}.${randomUUID()}.partial`;
  const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw unwritable(error, path, recordOffset(dtm.metadata, storedLevelCount(width, height), 0, 0));
    }
  };
  const file = await onDisk(async () => {
    await mkdir(dirname(path), { recursive: true });
    await removeLeftovers(path);
    return open(partial, 'w');
  });
  try {
    const levels = new GrowingLevels(dtm, file, async () => {
      await nextTurn();
      throwIfAborted(signal);
    });
    const count = new Count();
    const readRows = BLOCK_SIZE * Math.min(MOST_BANDS, Math.max(1, Math.round(dtm.blockHeight / BLOCK_SIZE)));
    for (let top = 0; top < height; top += readRows) {
      const rows = await readRowsOf(dtm, top, Math.min(readRows, height - top), count, signal);
      for (let from = 0; from < rows.length; from += width * BLOCK_SIZE) {
        const band = rows.subarray(from, from + width * BLOCK_SIZE);
        const cells = { whole: band, mean: band, width, height: band.length / width, stride: width };
        await onDisk(() => levels.append(1, cells));
      }
      yield Math.min(top + readRows, height);
    }
    await onDisk(async () => {
      const header = encodeHeader(dtm.metadata, count.statistics());
      await file.write(header, 0, header.length, 0);
      await file.sync();
      await file.close();
      await rename(partial, path);
      await syncFolder(dirname(path));
    });
  } finally {
    await file.close();
    await rm(partial, { force: true });
  }
}
