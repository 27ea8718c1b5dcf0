import { chooseCrs } from '../chooseCrs';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import { toElevations } from '../elevations';
import type { FileSource } from '../fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { requireWindow } from '../window';
import { BlockCache } from './blockCache';
import { readMainDirectory } from './directory';
import { readNoData, readScale } from './gdalTags';
import { readGeoKeys } from './geoKeys';
import { readGeoreference } from './georeference';
import { readCrs } from './geotiffCrs';
import { rowsOf, type Layout } from './layout';
import { readLayout } from './readLayout';
import { readBlock } from './unpack';

/** Strips are read in groups of about this many values. */
const GROUP_VALUES = 512 * 1024;
/** Blocks that are unpacked at the same time. */
const AT_ONCE = 8;

/** GeoTIFF 1.1 in TIFF 6.0 or BigTIFF. */
export const geotiff: DtmFormat = {
  name: 'GeoTIFF',
  recognises: (head) => /^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4)),
  open: openGeoTiff,
};

async function openGeoTiff(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const directory = await readMainDirectory(file);
  const layout = await readLayout(directory);
  const band = chooseBand(file, layout.bandCount, options.band);
  const keys = await readGeoKeys(directory);
  const place = await readGeoreference(directory, keys);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'geotiff',
    width: layout.width,
    height: layout.height,
    dataType: layout.dataType,
    crs: chooseCrs(file, () => readCrs(keys), options.crs),
    ...place,
    noData: await readNoData(directory),
    ...(await readScale(directory, band)),
    bandCount: layout.bandCount,
    band,
    fingerprint: await fingerprint(file),
  };
  return new GeoTiffDtm(file, metadata, layout, directory.littleEndian);
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

class GeoTiffDtm implements Dtm {
  readonly blockWidth: number;
  readonly blockHeight: number;
  private readonly cache = new BlockCache((block) => this.readElevations(block));

  constructor(
    private readonly file: FileSource,
    readonly metadata: DtmMetadata,
    private readonly layout: Layout,
    private readonly littleEndian: boolean,
  ) {
    this.blockWidth = Math.min(layout.width, layout.blockWidth);
    const rows = layout.tiled
      ? 1
      : Math.max(1, Math.floor(GROUP_VALUES / (layout.blockWidth * layout.blockHeight)));
    this.blockHeight = Math.min(layout.height, layout.blockHeight * rows);
  }

  async read(column: number, row: number, width: number, height: number): Promise<Float32Array> {
    requireWindow(this.metadata, column, row, width, height);
    const { blockWidth, blockHeight, blocksAcross } = this.layout;
    const blocks: [across: number, down: number][] = [];
    for (let down = Math.floor(row / blockHeight); down * blockHeight < row + height; down++)
      for (let across = Math.floor(column / blockWidth); across * blockWidth < column + width; across++)
        blocks.push([across, down]);

    const out = new Float32Array(width * height);
    const copy = async ([across, down]: [number, number]): Promise<void> => {
      const elevations = await this.cache.get(down * blocksAcross + across);
      const [left, top] = [across * blockWidth, down * blockHeight];
      const from = Math.max(column, left);
      const to = Math.min(column + width, left + blockWidth);
      for (let r = Math.max(row, top); r < Math.min(row + height, top + blockHeight); r++) {
        const start = (r - top) * blockWidth - left;
        out.set(elevations.subarray(start + from, start + to), (r - row) * width + from - column);
      }
    };
    for (let i = 0; i < blocks.length; i += AT_ONCE)
      await Promise.all(blocks.slice(i, i + AT_ONCE).map(copy));
    return out;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** Elevations of one block of the chosen band: [rows, blockWidth]. */
  private async readElevations(place: number): Promise<Float32Array> {
    const { layout, metadata } = this;
    const together = layout.bandsTogether > 1;
    const perBand = layout.offsets.length / (together ? 1 : layout.bandCount);
    const block = together ? place : metadata.band * perBand + place;
    const count = layout.blockWidth * rowsOf(layout, block);
    const out = new Float32Array(count);
    const stored = await readBlock(this.file, this.littleEndian, layout, block);
    if (stored === null) return out.fill(NaN);
    toElevations(stored, together ? metadata.band : 0, layout.bandsTogether, out, 0, count, metadata);
    return out;
  }
}
