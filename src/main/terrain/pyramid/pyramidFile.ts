import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { DtmMetadata } from '../dtm/dtm';
import { codeOf } from '../../platform/fileSource';
import { packBlock, unpackBlock } from './blockCodec';
import { BLOCK_SIZE, type Block, storedLevelCount, levelSize } from './levels';

/**
 * A stored pyramid: a header of 4,096 bytes (JSON, filled up with spaces); the places of the blocks of level 1, level 2
 * and so on, row by row, each as two float64, its first byte and its length, zeros for a block without data; then the
 * packed blocks in any order. Numbers are in the machine's own byte order: the file is a cache that never travels.
 */
const HEADER_BYTES = 4096;
const PLACE_BYTES = 16;
/** No packed block is larger: four planes, two masks, and what deflate adds where nothing can be packed. */
const MOST_BLOCK_BYTES = 512 * 1024;
const FORMAT = 'topo2vec-pyramid-2';

const statisticsSchema = z.object({
  /** Lowest and highest elevation, metres; null where there is no data at all. */
  minM: z.number().nullable(),
  maxM: z.number().nullable(),
  /** Share of pixels without data, 0..1. */
  noDataShare: z.number().min(0).max(1),
});

/** What reading every pixel of a DTM tells. */
export type DtmStatistics = z.infer<typeof statisticsSchema>;

const headerSchema = z.object({
  format: z.literal(FORMAT),
  fingerprint: z.string(),
  width: z.number(),
  height: z.number(),
  /** Of the whole file. */
  bytes: z.number(),
  statistics: statisticsSchema,
});

type Size = Pick<DtmMetadata, 'width' | 'height'>;

/** Where the pyramid of a DTM is cached. */
export function pyramidPath(cacheDir: string, { fingerprint, band }: DtmMetadata): string {
  const key = createHash('sha256').update(`${fingerprint} ${band}`).digest('hex').slice(0, 32);
  return join(cacheDir, `${key}.pyramid`);
}

const blocksAlong = (pixels: number, level: number): number =>
  Math.ceil(levelSize(pixels, level) / BLOCK_SIZE);

/** Number of a block among all that are stored; with the level after the last one, how many there are. */
function blockNumber({ width, height }: Size, level: number, column: number, row: number): number {
  let before = 0;
  for (let below = 1; below < level; below++)
    before += blocksAlong(width, below) * blocksAlong(height, below);
  return level < storedLevelCount(width, height) ? before + row * blocksAlong(width, level) + column : before;
}

/** Writes a pyramid: blocks in any order, then the header. */
export class PyramidWriter {
  readonly #places: Float64Array;
  #end: number;

  /** @param file empty, open for writing */
  constructor(
    private readonly file: FileHandle,
    private readonly metadata: DtmMetadata,
  ) {
    const { width, height } = metadata;
    this.#places = new Float64Array(2 * blockNumber(metadata, storedLevelCount(width, height), 0, 0));
    this.#end = HEADER_BYTES + this.#places.length * 8;
  }

  /** Writes a block of level 1 or higher. */
  async writeBlock(level: number, column: number, row: number, block: Block): Promise<void> {
    const packed = await packBlock(block);
    if (packed === null) return;
    const offset = this.#end;
    this.#end += packed.length;
    this.#places.set([offset, packed.length], 2 * blockNumber(this.metadata, level, column, row));
    await this.#write(packed, offset);
  }

  /** Writes what makes the pyramid complete. */
  async finish(statistics: DtmStatistics): Promise<void> {
    const { fingerprint, width, height } = this.metadata;
    const header: z.infer<typeof headerSchema> = {
      format: FORMAT,
      fingerprint,
      width,
      height,
      bytes: this.#end,
      statistics,
    };
    const head = Buffer.from(JSON.stringify(header).padEnd(HEADER_BYTES, ' '), 'latin1');
    await this.file.truncate(this.#end);
    await this.#write(new Uint8Array(this.#places.buffer), HEADER_BYTES);
    await this.#write(head, 0);
    await this.file.sync();
  }

  /** A disk that fills up may take a part of what is written; only what comes after it is refused. */
  async #write(bytes: Uint8Array, offset: number): Promise<void> {
    let done = 0;
    while (done < bytes.length)
      done += (await this.file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

/** A pyramid on disk, open for reading. */
export class PyramidFile {
  private constructor(
    private readonly file: FileHandle,
    private readonly path: string,
    private readonly size: Size,
    readonly statistics: DtmStatistics,
  ) {}

  /** The cached pyramid of a DTM; null where there is none, or one that is not whole or not of this DTM. */
  static async open(path: string, metadata: DtmMetadata): Promise<PyramidFile | null> {
    const file = await open(path, 'r').catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return null;
      throw new UserError('disk', `The cache file ${path} cannot be opened. Delete it.`, { cause: error });
    });
    if (file === null) return null;
    const { width, height, fingerprint } = metadata;
    const { size } = await file.stat();
    const header = Buffer.alloc(HEADER_BYTES);
    await file.read(header, 0, HEADER_BYTES, 0);
    const parsed = headerSchema.safeParse(jsonOrNull(header.toString('latin1')));
    const fits =
      parsed.success &&
      size === parsed.data.bytes &&
      parsed.data.width === width &&
      parsed.data.height === height &&
      parsed.data.fingerprint === fingerprint;
    if (fits) return new PyramidFile(file, path, metadata, parsed.data.statistics);
    await file.close();
    return null;
  }

  /**
   * A block of level 1 or higher; null where there is no data.
   * @throws UserError `disk` when the file can no longer be read
   */
  async readBlock(level: number, column: number, row: number): Promise<Block | null> {
    try {
      const number = blockNumber(this.size, level, column, row);
      const [offset = NaN, length = NaN] = new Float64Array(
        (await this.#bytes(HEADER_BYTES + number * PLACE_BYTES, PLACE_BYTES)).buffer,
      );
      if (length === 0) return null;
      if (!(length <= MOST_BLOCK_BYTES)) throw new RangeError(`Block ${number} has ${length} bytes.`);
      return await unpackBlock(await this.#bytes(offset, length));
    } catch (error) {
      throw new UserError(
        'disk',
        `The cache file ${this.path} is damaged. Delete it, it will be built again.`,
        { cause: error },
      );
    }
  }

  async #bytes(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.file.read(bytes, 0, length, offset);
    if (bytesRead !== length) throw new RangeError(`The file ends before byte ${offset + length}.`);
    return bytes;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
