import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { DtmMetadata } from '../dtm/dtm';
import { BLOCK_CELLS, BLOCK_SIZE, type Block, storedLevelCount, levelSize } from './levels';

/**
 * A stored pyramid: a header of 4,096 bytes (JSON, filled up with spaces), then the blocks of level 1, level 2 and so
 * on, row by row. A block is its `mean` (float32, 256 x 256) and one bit a cell that says whether the cell is whole, low
 * bit first. Numbers are in the machine's own byte order: the file is a cache that never travels.
 */
const HEADER_BYTES = 4096;
const MEAN_BYTES = BLOCK_CELLS * 4;

/** Bytes of one stored block. */
export const RECORD_BYTES = MEAN_BYTES + BLOCK_CELLS / 8;

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
  format: z.literal('topo2vec-pyramid-1'),
  fingerprint: z.string(),
  width: z.number(),
  height: z.number(),
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

/** Byte at which a block's record begins; with the level after the last one, where the file ends. */
export function recordOffset({ width, height }: Size, level: number, column: number, row: number): number {
  let records = 0;
  for (let below = 1; below < level; below++)
    records += blocksAlong(width, below) * blocksAlong(height, below);
  if (level < storedLevelCount(width, height)) records += row * blocksAlong(width, level) + column;
  return HEADER_BYTES + records * RECORD_BYTES;
}

/** The header of a complete pyramid. */
export function encodeHeader(metadata: DtmMetadata, statistics: DtmStatistics): Buffer {
  const { fingerprint, width, height } = metadata;
  const header: z.infer<typeof headerSchema> = {
    format: 'topo2vec-pyramid-1',
    fingerprint,
    width,
    height,
    statistics,
  };
  return Buffer.from(JSON.stringify(header).padEnd(HEADER_BYTES, ' '), 'latin1');
}

/** Writes a block's record into a buffer of RECORD_BYTES. */
export function encodeBlock(block: Block, record: Buffer): void {
  record.set(new Uint8Array(block.mean.buffer, block.mean.byteOffset, MEAN_BYTES));
  for (let byte = 0; byte < BLOCK_CELLS / 8; byte++) {
    let bits = 0;
    for (let bit = 0; bit < 8; bit++) {
      if (!Number.isNaN(block.whole[byte * 8 + bit])) bits |= 1 << bit;
    }
    record[MEAN_BYTES + byte] = bits;
  }
}

function decodeBlock(record: Uint8Array): Block {
  const mean = new Float32Array(BLOCK_CELLS);
  new Uint8Array(mean.buffer).set(record.subarray(0, MEAN_BYTES));
  let whole = mean;
  for (let cell = 0; cell < BLOCK_CELLS; cell++) {
    const bit = ((record[MEAN_BYTES + (cell >> 3)] ?? 0) >> (cell & 7)) & 1;
    if (bit === 1 || Number.isNaN(mean[cell])) continue;
    if (whole === mean) whole = mean.slice();
    whole[cell] = NaN;
  }
  return { whole, mean };
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
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
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
      size === recordOffset(metadata, storedLevelCount(width, height), 0, 0) &&
      parsed.data.width === width &&
      parsed.data.height === height &&
      parsed.data.fingerprint === fingerprint;
    if (fits) return new PyramidFile(file, path, metadata, parsed.data.statistics);
    await file.close();
    return null;
  }

  /**
   * A block of level 1 or higher.
   * @throws UserError `disk` when the file can no longer be read
   */
  async readBlock(level: number, column: number, row: number): Promise<Block> {
    const record = new Uint8Array(RECORD_BYTES);
    const { bytesRead } = await this.file.read(
      record,
      0,
      RECORD_BYTES,
      recordOffset(this.size, level, column, row),
    );
    if (bytesRead !== RECORD_BYTES) {
      throw new UserError(
        'disk',
        `The cache file ${this.path} is damaged. Delete it, it will be built again.`,
      );
    }
    return decodeBlock(record);
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
