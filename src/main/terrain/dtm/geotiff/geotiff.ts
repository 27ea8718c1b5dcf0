import { BlockDtm, type Blocks } from '../blockDtm';
import { chooseCrs } from '../chooseCrs';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import { toElevations } from '../elevations';
import type { FileSource } from '../fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { readMainImage } from './directory';
import { readNoData, readScale } from './gdalTags';
import { readGeoKeys } from './geoKeys';
import { readGeoreference } from './georeference';
import { readCrs } from './geotiffCrs';
import { rowsOf, type Layout } from './layout';
import { readLayout } from './readLayout';
import { readBlock } from './unpack';
import { verticalUnitM } from './verticalUnit';

/** GeoTIFF 1.1 in TIFF 6.0 or BigTIFF. */
export const geotiff: DtmFormat = {
  recognises: (head) => /^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4)),
  open: openGeoTiff,
};

async function openGeoTiff(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const { directory, hasMask } = await readMainImage(file);
  const layout = await readLayout(directory);
  const band = chooseBand(file, layout.bandCount, options.band);
  const keys = await readGeoKeys(directory);
  const noData = await readNoData(directory);
  if (hasMask && noData === null)
    throw file.error(
      'unsupported-file',
      'marks its no-data in a mask, which is not read here. Rewrite it with: gdalwarp -dstnodata -9999',
    );
  const place = await readGeoreference(directory, keys);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'geotiff',
    width: layout.width,
    height: layout.height,
    dataType: layout.dataType,
    crs: chooseCrs(file, () => readCrs(keys), options.crs),
    ...place,
    noData,
    ...(await readScale(directory, band, verticalUnitM(keys))),
    bandCount: layout.bandCount,
    band,
    fingerprint: await fingerprint(file, options.known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  return new BlockDtm(file, metadata, new GeoTiffBlocks(file, metadata, layout, directory.littleEndian));
}

function chooseBand(file: FileSource, bandCount: number, wanted: number | undefined): number {
  if (wanted === undefined && bandCount > 1)
    throw file.error(
      'band-choice',
      `has ${bandCount} bands: say which one holds the elevations (1 to ${bandCount}).`,
    );
  const band = wanted ?? 0;
  if (!Number.isInteger(band) || band < 0 || band >= bandCount)
    throw file.error('band-choice', `has no band ${band + 1}: choose one from 1 to ${bandCount}.`);
  return band;
}

class GeoTiffBlocks implements Blocks {
  readonly blockWidth: number;
  readonly blockHeight: number;

  constructor(
    private readonly file: FileSource,
    private readonly metadata: DtmMetadata,
    private readonly layout: Layout,
    private readonly littleEndian: boolean,
  ) {
    this.blockWidth = layout.blockWidth;
    this.blockHeight = layout.blockHeight;
  }

  isWritten(place: number): boolean {
    return this.layout.byteCounts[this.blockOf(place)] !== 0;
  }

  async readBlock(place: number): Promise<Float32Array> {
    const { layout, metadata } = this;
    const { bandsTogether } = layout;
    const block = this.blockOf(place);
    const first = bandsTogether > 1 ? metadata.band : 0;
    const stored = await readBlock(this.file, this.littleEndian, layout, block);
    const out = new Float32Array(layout.blockWidth * rowsOf(layout, block));
    if (stored === null) return out.fill(NaN);
    toElevations(stored, first, bandsTogether, out, metadata);
    return out;
  }

  /** Bands lie together in each block, or one band's blocks follow all of another's. */
  private blockOf(place: number): number {
    const { bandCount, bandsTogether, offsets } = this.layout;
    return bandsTogether > 1
      ? place
      : this.metadata.band * (offsets.length / (bandCount / bandsTogether)) + place;
  }
}
