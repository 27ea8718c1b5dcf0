import type { Dtm, DtmMetadata } from './dtm';

/** A DTM whose pixels are valid where another raster of its size, its mask, has a value. */
export class MaskedDtm implements Dtm {
  readonly blockWidth: number;
  readonly blockHeight: number;

  /** @param mask NaN where there is no data; closed with the DTM */
  constructor(
    private readonly dtm: Dtm,
    private readonly mask: Dtm,
  ) {
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
    into?: Float32Array,
  ): Promise<Float32Array> {
    const elevations = await this.dtm.read(column, row, width, height, into);
    const mask = await this.mask.read(column, row, width, height);
    for (let i = 0; i < elevations.length; i++) if (Number.isNaN(mask[i])) elevations[i] = NaN;
    return elevations;
  }

  isVoid(column: number, row: number, width: number, height: number): boolean {
    return [this.dtm, this.mask].some((raster) => raster.isVoid?.(column, row, width, height) === true);
  }

  async close(): Promise<void> {
    await this.mask.close();
    await this.dtm.close();
  }
}
