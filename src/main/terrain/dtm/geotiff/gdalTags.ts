import { parseNoData, type BandFacts } from '../bandFacts';
import { attribute, xmlElements } from '../sidecars/xml';
import type { TiffDirectory } from './directory';

const GDAL_METADATA = 42112;
const GDAL_NODATA = 42113;

/** What GDAL's own TIFF fields state about one band. */
export async function readGdalTags(directory: TiffDirectory, band: number): Promise<BandFacts> {
  const items = await readItems(directory, band);
  const number = (role: string): number | undefined => {
    const value = Number(items.get(role) ?? NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  return {
    noData: parseNoData(await directory.text(GDAL_NODATA)) ?? undefined,
    scale: number('scale'),
    offset: number('offset'),
    unit: items.get('unittype'),
  };
}

/** Texts of one band in GDAL's metadata by their role, or by their name if they have none; band -1 for the raster's. */
async function readItems(directory: TiffDirectory, band: number): Promise<ReadonlyMap<string, string>> {
  const items = new Map<string, string>();
  for (const { path, attributes, text } of xmlElements(await directory.text(GDAL_METADATA)))
    if (path === 'GDALMetadata/Item' && Number(attribute(attributes, 'sample') ?? -1) === band)
      items.set(attribute(attributes, 'role') ?? attribute(attributes, 'name') ?? '', text);
  return items;
}

/**
 * The band of a .msk that is the mask of a band of its raster, by the flags that GDAL writes into it; null if it has none,
 * so that GDAL does not use it either.
 */
export async function maskBandOf(directory: TiffDirectory, band: number): Promise<number | null> {
  const OF_ALL_BANDS = 2;
  const flags = (await readItems(directory, -1)).get(`INTERNAL_MASK_FLAGS_${band + 1}`);
  if (flags === undefined) return null;
  return (Number(flags) & OF_ALL_BANDS) === 0 ? band : 0;
}
