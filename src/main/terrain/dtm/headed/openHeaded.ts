import { auxFacts } from '../auxFacts';
import { BlockDtm } from '../blockDtm';
import { chooseBand } from '../chooseBand';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import { FileSource } from '../../../platform/fileSource';
import { fingerprintOfAll } from '../fingerprint';
import { bandLayout, requireLayout, type Gaps, type Interleave } from '../raw/layout';
import { RawBlocks } from '../raw/rawBlocks';
import { requirePair, type Pair } from './pair';

/** What a header beside a file says of it. */
export interface HeadedRaster extends Pick<
  DtmMetadata,
  | 'format'
  | 'width'
  | 'height'
  | 'dataType'
  | 'crs'
  | 'originX'
  | 'originY'
  | 'pixelWidth'
  | 'pixelHeight'
  | 'noData'
> {
  readonly bandCount: number;
  /** Scale and offset of the band that is read. */
  readonly scaleOf: (band: number) => Pick<DtmMetadata, 'scale' | 'offset'>;
  readonly interleave: Interleave;
  readonly isLittleEndian: boolean;
  /** Bytes before the first value. */
  readonly skip: number;
  readonly gaps?: Gaps;
}

/** Reads a header. @param file the file of the values, which errors name */
export type HeaderReader = (
  file: FileSource,
  pair: Pair,
  options: DtmOpenOptions,
) => HeadedRaster | Promise<HeadedRaster>;

/**
 * Opens a raster whose header lies beside it, by either file.
 * @throws UserError as the reader of its header does, `not-found`, `not-a-dtm`, `truncated-file`, `band-choice`
 */
export async function openHeaded(
  file: FileSource,
  options: DtmOpenOptions,
  read: HeaderReader,
): Promise<Dtm> {
  const pair = await requirePair(file);
  if (pair.data === file.path) return openData(file, file.path, pair, options, read);
  const data = await FileSource.open(pair.data);
  try {
    const dtm = await openData(data, file.path, pair, options, read);
    await file.close();
    return dtm;
  } catch (error) {
    await data.close();
    throw error;
  }
}

async function openData(
  data: FileSource,
  path: string,
  pair: Pair,
  options: DtmOpenOptions,
  read: HeaderReader,
): Promise<Dtm> {
  const { scaleOf, interleave, isLittleEndian, skip, gaps, ...raster } = await read(data, pair, options);
  const band = chooseBand(data, raster.bandCount, options.band);
  const files = [pair.data, pair.header];
  const metadata: DtmMetadata = {
    ...raster,
    path,
    ...(await auxFacts(data.path, band, { noData: raster.noData, ...scaleOf(band) })),
    band,
    ...(await fingerprintOfAll(files, options.known)),
  };
  const layout = bandLayout(interleave, { ...metadata, isLittleEndian, skip }, gaps);
  requireLayout(data, layout, metadata.width, metadata.height);
  return new BlockDtm(data, metadata, new RawBlocks(data, metadata, layout));
}
