import type { Dtm, DtmMetadata } from './dtm';

/** A DTM whose file keeps its rows from the south: the inner one counts them as the file does. */
export class FromSouth implements Dtm {
  readonly metadata: DtmMetadata;
  readonly blockWidth: number;
  readonly blockHeight: number;

  constructor(private readonly stored: Dtm) {
    this.metadata = stored.metadata;
    this.blockWidth = stored.blockWidth;
    this.blockHeight = stored.blockHeight;
  }

  async read(column: number, row: number, width: number, height: number): Promise<Float32Array> {
    const found = await this.stored.read(column, this.metadata.height - row - height, width, height);
    const out = new Float32Array(found.length);
    for (let r = 0; r < height; r++)
      out.set(found.subarray(r * width, (r + 1) * width), (height - 1 - r) * width);
    return out;
  }

  close(): Promise<void> {
    return this.stored.close();
  }
}
