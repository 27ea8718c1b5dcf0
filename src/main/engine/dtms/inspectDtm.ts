import type { InspectedDtm } from '../../../shared/contract/dtms';
import { foundCrs } from '../../terrain/geo/searchCrs';
import { openTerrain } from '../../terrain/terrain';

/**
 * Where a file would lie as terrain, without importing it.
 * @param cacheDir folder of pyramids; it need not exist
 * @param file its path, and what the user states about it
 * @throws UserError as an import of it does
 */
export async function inspectDtm(
  cacheDir: string,
  file: { readonly path: string; readonly crs?: string | undefined; readonly band?: number | undefined },
): Promise<InspectedDtm> {
  const { path, crs, band } = file;
  const terrain = await openTerrain({ dtms: [{ path, crs, band }], cacheDir });
  try {
    const [dtm] = terrain.dtms;
    if (dtm === undefined) throw new Error('A terrain of one DTM has one DTM.');
    const { box, metadata, pixelWidthM, pixelHeightM } = dtm;
    const { width, height } = metadata;
    return { crs: foundCrs(metadata.crs), box, width, height, pixelWidthM, pixelHeightM };
  } finally {
    await terrain.close();
  }
}
