import type { Dtm, DtmMetadata } from './dtm';

/** A DTM whose file begins with the southernmost row, flipped to north-up. */
export class SouthUpDtm implements Dtm {
  readonly blockWidth: number;
  readonly blockHeight: number;

  /** @param dtm its metadata describe the flipped grid, its rows are as in the file */
  constructor(private readonly dtm: Dtm) {
    this.blockWidth = dtm.blockWidth;
    this.blockHeight = dtm.blockHeight;
  }

  get metadata(): DtmMetadata {
    return this.dtm.metadata;
  }

  async read(
    column: number,
    row: number,
    width: number,
    height: number,
    out = new Float32Array(width * height),
  ): Promise<Float32Array> {
    const turned = await this.dtm.read(column, this.rowInFile(row, height), width, height);
    for (let r = 0; r < height; r++)
      out.set(turned.subarray(r * width, (r + 1) * width), (height - 1 - r) * width);
    return out;
  }

  isVoid(column: number, row: number, width: number, height: number): boolean {
    return this.dtm.isVoid?.(column, this.rowInFile(row, height), width, height) === true;
  }

  close(): Promise<void> {
    return this.dtm.close();
  }

  private rowInFile(row: number, height: number): number {
    return this.metadata.height - row - height;
  }
}
