import { blockByBlock, type Blocks } from '../blockDtm';
import type { DtmMetadata } from '../dtm';
import { toElevations } from '../elevations';
import type { FileSource } from '../../../platform/fileSource';
import { readValues } from './values';

/** Values of one block. */
const BLOCK_VALUES = 512 * 1024;

/**
 * Rows of numbers in text, in blocks. A value's place in the text is only known from those before it, so the first
 * reading of a block passes over what lies before it; where blocks begin is remembered, the text is not.
 */
export class TextBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly readBlocks = blockByBlock((block) => this.readBlock(block));
  private readonly starts: number[];
  /** Blocks are read one after the other, so that none passes over the same text as another. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file: FileSource,
    private readonly metadata: DtmMetadata,
    valuesStart: number,
  ) {
    this.blockWidth = metadata.width;
    this.blockHeight = Math.min(metadata.height, Math.max(1, Math.floor(BLOCK_VALUES / metadata.width)));
    this.starts = [valuesStart];
  }

  private readBlock(block: number): Promise<Float32Array> {
    const reading = this.last.then(() => this.readInTurn(block));
    this.last = reading.catch(() => undefined);
    return reading;
  }

  private async readInTurn(block: number): Promise<Float32Array> {
    for (let before = this.starts.length - 1; before < block; before++) await this.readStored(before, null);
    const out = new Float32Array(this.valuesIn(block));
    await this.readStored(block, out);
    toElevations(out, 0, 1, out, this.metadata);
    return out;
  }

  private async readStored(block: number, out: Float32Array | null): Promise<void> {
    const end = await readValues(this.file, this.starts[block] ?? 0, this.valuesIn(block), out);
    this.starts[block + 1] = end;
  }

  private valuesIn(block: number): number {
    const { width, height } = this.metadata;
    return width * Math.min(this.blockHeight, height - block * this.blockHeight);
  }
}
