import { isMainThread } from 'node:worker_threads';
import type { Blocks, TakeRows } from '../blockDtm';
import type { ElevationRule } from '../elevations';
import type { FileSource } from '../../../platform/fileSource';
import { layOut } from './batches';
import { UNCOMPRESSED } from './codecs/methods';
import type { BlockForm, DamagedBlock } from './decodeBlock';
import { BATCHES_AT_ONCE, decodeInThread, OwnMemory, type Batch } from './decoders';
import type { TiffDirectory } from './directory';
import { rowsOf, type Layout } from './layout';

/** Fewer elevations are decoded faster than a thread can be asked. */
const FEW = 32 * 1024;
/** About how many elevations a thread is asked for at once. */
const BATCH = 256 * 1024;
/** Approximate memory of the blocks that are decoded at the same time, bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

const NONE = new Float64Array(0);

/** The blocks of one band of a TIFF image. */
export class GeoTiffBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  private readonly file: FileSource;
  private readonly form: BlockForm;
  /** Values are stored as they are: copying them takes no longer than asking a thread. */
  private readonly isPlain: boolean;

  /** @param band 0-based */
  constructor(
    { file, littleEndian }: TiffDirectory,
    private readonly layout: Layout,
    private readonly band: number,
    rule: ElevationRule,
  ) {
    this.blockWidth = layout.blockWidth;
    this.blockHeight = layout.blockHeight;
    this.file = file;
    this.isPlain = layout.compressions.every((compression) => compression === UNCOMPRESSED);
    // The offsets of all blocks are not sent to every thread.
    const shape = { ...layout, offsets: NONE, byteCounts: NONE };
    const { noData, scale, offset, dataType } = rule;
    this.form = { layout: shape, littleEndian, band, rule: { noData, scale, offset, dataType } };
  }

  isWritten(place: number): boolean {
    return this.packedBytes(place) !== 0;
  }

  async readBlocks(places: readonly number[], take: TakeRows): Promise<void> {
    const written = places.filter((place) => this.isWritten(place));
    const values = this.blockWidth * this.blockHeight;
    const size = Math.max(1, Math.floor(BATCH / values));
    const batches = Array.from({ length: Math.ceil(written.length / size) }, (_, i) =>
      this.batchOf(written.slice(i * size, (i + 1) * size), take),
    );
    // There are already as many workers as cores.
    const isHere = !isMainThread || this.isPlain || written.length * values <= FEW;
    const bytes = 8 * size * values * this.layout.bandsTogether;
    const most = Math.min(BATCHES_AT_ONCE, Math.floor(MOST_BYTES / bytes));
    const memories: OwnMemory[] = [];
    await allOf(batches, Math.max(1, most), async (batch) => {
      if (!isHere) return decodeInThread(batch);
      const memory = memories.pop() ?? new OwnMemory();
      await memory.decode(batch);
      memories.push(memory);
    });
    for (const place of places)
      if (!this.isWritten(place)) take(place, new Float32Array(this.countOf(place)).fill(NaN), 0);
  }

  private batchOf(places: readonly number[], take: TakeRows): Batch {
    const inFile = places.map((place) => ({ offset: this.offsetOf(place), bytes: this.packedBytes(place) }));
    const { starts, runs } = layOut(inFile);
    const what = `${this.nameOf(places[0] ?? NaN)} and what follows it`;
    const placeOf = (block: number): number => places[block] ?? NaN;
    return {
      blocks: places.map((place, i) => ({
        at: starts[i] ?? NaN,
        packedBytes: this.packedBytes(place),
        count: this.countOf(place),
      })),
      form: this.form,
      read: async (packed) => {
        for (const { at, bytes, offset } of runs)
          await this.file.readInto(packed.subarray(at, at + bytes), offset, what);
      },
      take: (block, elevations, firstRow) => {
        take(placeOf(block), elevations, firstRow);
      },
      damaged: (block, damage) => this.damaged(placeOf(block), damage),
    };
  }

  private damaged(place: number, damage: DamagedBlock): Error {
    const what = `is damaged: ${this.nameOf(place)} ${damage.message}. Copy or download it again.`;
    return this.file.error('truncated-file', what, damage);
  }

  private nameOf(place: number): string {
    return `${this.layout.tiled ? 'tile' : 'strip'} ${this.blockOf(place)}`;
  }

  private countOf(place: number): number {
    return this.blockWidth * rowsOf(this.layout, this.blockOf(place));
  }

  private offsetOf(place: number): number {
    return this.layout.offsets[this.blockOf(place)] ?? 0;
  }

  private packedBytes(place: number): number {
    return this.layout.byteCounts[this.blockOf(place)] ?? 0;
  }

  /** Bands are stored together in each block, or one band's blocks follow all of another's. */
  private blockOf(place: number): number {
    const { bandCount, bandsTogether, offsets } = this.layout;
    return bandsTogether > 1 ? place : this.band * (offsets.length / (bandCount / bandsTogether)) + place;
  }
}

/** Processes all items, `most` at the same time; after a failure no new one is begun. */
async function allOf<T>(
  things: readonly T[],
  most: number,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const left = things.values();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    for (const thing of left) {
      if (hasFailed) return;
      await work(thing).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  const lanes = Array.from({ length: Math.min(most, things.length) }, lane);
  try {
    await Promise.all(lanes);
  } finally {
    await Promise.allSettled(lanes);
  }
}
