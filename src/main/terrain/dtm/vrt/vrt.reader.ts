import { BlockDtm } from '../blockDtm';
import { chooseBand } from '../chooseBand';
import { chooseCrs } from '../chooseCrs';
import { crsIn } from '../crsBeside';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { fingerprintOfAll } from '../fingerprint';
import type { DtmFormat, OpenDtm } from '../format';
import { filesOf } from '../dtmFiles';
import { gridOf } from '../geoTransform';
import { SouthUpDtm } from '../southUpDtm';
import { parseVrt } from './parseVrt';
import { OpenSources } from './openSources';
import { VrtBlocks } from './vrtBlocks';

/** GDAL's mosaics of other rasters (VRT), as gdalbuildvrt writes them. */
export const reader: DtmFormat = {
  recognises: (_head, extension) => extension === '.vrt',
  open: openVrt,
};

async function openVrt(file: FileSource, options: DtmOpenOptions, openDtm: OpenDtm): Promise<Dtm> {
  const mosaic = await parseVrt(file);
  const bandCount = mosaic.bands.length;
  const band = chooseBand(file, bandCount, options.band);
  const chosen = mosaic.bands[band];
  if (chosen === undefined) throw new RangeError('The chosen band is missing.');
  const { southUp, ...grid } = gridOf(file, mosaic.transform, mosaic.height);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'vrt',
    width: mosaic.width,
    height: mosaic.height,
    dataType: chosen.dataType,
    crs: chooseCrs(file, () => crsIn(mosaic.srs), options.crs),
    ...grid,
    noData: chosen.noData,
    scale: chosen.scale * chosen.unitM,
    offset: chosen.offset * chosen.unitM,
    bandCount,
    band,
    ...(await fingerprintOfAll(await filesOf(file.path), options.known)),
  };
  const sources = new OpenSources(file, openDtm);
  const dtm = new BlockDtm(sources, metadata, new VrtBlocks(file, metadata, chosen, sources));
  return southUp ? new SouthUpDtm(dtm) : dtm;
}
