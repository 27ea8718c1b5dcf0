import { isMainThread } from 'node:worker_threads';
import type { Blocks, TakeBlock } from '../blockDtm';
import type { ElevationRule } from '../elevations';
import type { FileSource } from '../../../platform/fileSource';
import { layOut } from './batches';
import { UNCOMPRESSED } from './codecs/methods';
import { DamagedBlock, decodeBlock, type BlockForm } from './decodeBlock';
import { BATCHES_AT_ONCE, decodeInThread } from './decoders';
import type { TiffDirectory } from './directory';
import { rowsOf, type Layout } from './layout';

/** Fewer elevations are decoded sooner than a thread can be asked. */
const FEW = 32 * 1024;
/** Elevations that a thread is asked for at once, about. */
const BATCH = 256 * 1024;
/** Memory of the blocks that are decoded at the same time, about, bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

const NONE = new Float64Array(0);

/** The blocks of one band of a TIFF image. */
export class GeoTiffBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  private readonly file: FileSource;
  private readonly form: BlockForm;

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
    // The places of all blocks do not go to every thread.
    const shape = { ...layout, offsets: NONE, byteCounts: NONE };
    const { noData, scale, offset, dataType } = rule;
    this.form = { layout: shape, littleEndian, band, rule: { noData, scale, offset, dataType } };
  }

  isWritten(place: number): boolean {
    return this.packedBytes(place) !== 0;
  }

  async readBlocks(places: readonly number[], take: TakeBlock): Promise<void> {
    const written = places.filter((place) => this.isWritten(place));
    const size = Math.max(1, Math.floor(BATCH / (this.blockWidth * this.blockHeight)));
    // A worker is one of as many as there are cores already.
    if (!isMainThread || written.length * this.blockWidth * this.blockHeight <= FEW)
      for (const place of written) take(place, await this.readHere(place));
    else {
      const batches = Array.from({ length: Math.ceil(written.length / size) }, (_, i) =>
        written.slice(i * size, (i + 1) * size),
      );
      const bytes = 8 * size * this.blockWidth * this.blockHeight * this.layout.bandsTogether;
      const most = Math.max(1, Math.min(BATCHES_AT_ONCE, Math.floor(MOST_BYTES / bytes)));
      await allOf(batches, most, (batch) => this.readBatch(batch, take));
    }
    for (const place of places)
      if (!this.isWritten(place)) take(place, new Float32Array(this.countOf(place)).fill(NaN));
  }

  private async readHere(place: number): Promise<Float32Array> {
    const packed = await this.file.read(this.offsetOf(place), this.packedBytes(place), this.nameOf(place));
    const out = new Float32Array(this.countOf(place));
    await decodeBlock(packed, this.form, out).catch((error: unknown) => {
      throw error instanceof DamagedBlock ? this.damaged(place, error) : error;
    });
    return out;
  }

  private readBatch(places: readonly number[], take: TakeBlock): Promise<void> {
    const inFile = places.map((place) => ({ offset: this.offsetOf(place), bytes: this.packedBytes(place) }));
    const { starts, runs } = layOut(inFile, this.layout.compressions.includes(UNCOMPRESSED));
    const what = `${this.nameOf(places[0] ?? NaN)} and what follows it`;
    return decodeInThread({
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
      take: (elevations) => {
        let at = 0;
        for (const place of places) {
          const count = this.countOf(place);
          take(place, elevations.subarray(at, at + count));
          at += count;
        }
      },
      damaged: (block, damage) => this.damaged(places[block] ?? NaN, damage),
    });
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

  /** Bands lie together in each block, or one band's blocks follow all of another's. */
  private blockOf(place: number): number {
    const { bandCount, bandsTogether, offsets } = this.layout;
    return bandsTogether > 1 ? place : this.band * (offsets.length / (bandCount / bandsTogether)) + place;
  }
}

/** Works on all of some things, on `most` at the same time; after a failure nothing new is begun. */
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
