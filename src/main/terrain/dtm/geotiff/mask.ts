import { stat } from 'node:fs/promises';
import { BlockDtm } from '../blockDtm';
import type { Dtm, DtmMetadata } from '../dtm';
import { FileSource } from '../../../platform/fileSource';
import { readMainImage, type MainImage, type TiffDirectory } from './directory';
import { maskBandOf } from './gdalTags';
import { GeoTiffBlocks } from './geotiffBlocks';
import type { Layout } from './layout';
import { readLayout } from './readLayout';

/**
 * The mask of a raster as a DTM of its own that is NaN where there is no data; null when it has none. As for GDAL it is
 * the mask in the file, else the .msk beside it, else the opacity, where no no-data value is named.
 * @throws UserError as `openDtm` does, naming the file of the mask
 */
export async function openMask(
  { directory, mask }: MainImage,
  layout: Layout,
  metadata: DtmMetadata,
): Promise<Dtm | null> {
  const { file } = directory;
  if (mask !== null) return maskDtm(mask, await readLayout(mask), metadata, metadata.band);
  const beside = await openBeside(`${file.path}.msk`);
  if (beside !== null)
    try {
      const image = (await readMainImage(beside)).directory;
      const band = await maskBandOf(image, metadata.band);
      if (band !== null) return maskDtm(image, await readLayout(image), metadata, band);
      await beside.close();
    } catch (error) {
      await beside.close();
      throw error;
    }
  const opacity = await opacityBand(directory, layout);
  return opacity === null || opacity === metadata.band || metadata.noData !== null
    ? null
    : maskDtm(directory, layout, metadata, opacity);
}

/** The band that says how opaque pixels are, 0-based: the last of two or four, as GDAL knows it; null when there is none. */
export async function opacityBand(directory: TiffDirectory, { bandCount }: Layout): Promise<number | null> {
  const EXTRA_SAMPLES = 338;
  const isAlpha = [1, 2].includes((await directory.numbers(EXTRA_SAMPLES)).at(-1) ?? 0);
  return isAlpha && (bandCount === 2 || bandCount === 4) ? bandCount - 1 : null;
}

function maskDtm(directory: TiffDirectory, layout: Layout, of: DtmMetadata, wanted: number): Dtm {
  const { width, height, dataType, bandCount } = layout;
  const { file } = directory;
  if (width !== of.width || height !== of.height)
    throw file.error(
      'unsupported-file',
      `has a mask of ${width} x ${height} pixels for a raster of ${of.width} x ${of.height}: they do not belong together. Make the mask again with: gdal_translate -mask`,
    );
  const band = bandCount > wanted ? wanted : 0;
  const rule = { noData: 0, scale: 1, offset: 0, dataType };
  return new BlockDtm(file, { ...of, ...rule }, new GeoTiffBlocks(directory, layout, band, rule));
}

async function openBeside(path: string): Promise<FileSource | null> {
  const isThere = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  return isThere ? FileSource.open(path) : null;
}
