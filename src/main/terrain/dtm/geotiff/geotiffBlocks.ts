import type { Blocks } from '../blockDtm';
import { toElevations, type ElevationRule } from '../elevations';
import type { TiffDirectory } from './directory';
import { rowsOf, type Layout } from './layout';
import { readBlock } from './unpack';

/** The blocks of one band of a TIFF image. */
export class GeoTiffBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;

  /** @param band 0-based */
  constructor(
    private readonly directory: TiffDirectory,
    private readonly layout: Layout,
    private readonly band: number,
    private readonly rule: ElevationRule,
  ) {
    this.blockWidth = layout.blockWidth;
    this.blockHeight = layout.blockHeight;
  }

  isWritten(place: number): boolean {
    return this.layout.byteCounts[this.blockOf(place)] !== 0;
  }

  async readBlock(place: number): Promise<Float32Array> {
    const { directory, layout, band, rule } = this;
    const { bandsTogether } = layout;
    const block = this.blockOf(place);
    const first = bandsTogether > 1 ? band : 0;
    const stored = await readBlock(directory.file, directory.littleEndian, layout, block);
    const out = new Float32Array(layout.blockWidth * rowsOf(layout, block));
    if (stored === null) return out.fill(NaN);
    toElevations(stored, first, bandsTogether, out, rule);
    return out;
  }

  /** Bands lie together in each block, or one band's blocks follow all of another's. */
  private blockOf(place: number): number {
    const { bandCount, bandsTogether, offsets } = this.layout;
    return bandsTogether > 1 ? place : this.band * (offsets.length / (bandCount / bandsTogether)) + place;
  }
}
