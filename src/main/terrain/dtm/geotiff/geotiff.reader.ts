import type { Crs } from '../../geo/crs';
import { unitM, type BandFacts } from '../bandFacts';
import { BlockDtm } from '../blockDtm';
import { chooseBand } from '../chooseBand';
import { chooseCrs } from '../chooseCrs';
import { crsIn } from '../crsBeside';
import type { Dtm, DtmMetadata, DtmOpenOptions } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat } from '../format';
import { gridOf } from '../geoTransform';
import { MaskedDtm } from '../maskedDtm';
import { readAuxXml } from '../sidecars/auxXml';
import { readPrj } from '../sidecars/prj';
import { readWorldFile } from '../sidecars/worldFile';
import { SouthUpDtm } from '../southUpDtm';
import { readMainImage } from './directory';
import { readGdalTags } from './gdalTags';
import { GeoTiffBlocks } from './geotiffBlocks';
import { readGeoKeys } from './geoKeys';
import { readGeoreference, readHeightScale } from './georeference';
import { readCrs } from './geotiffCrs';
import { openMask, opacityBand } from './mask';
import { readLayout } from './readLayout';
import { verticalUnitM } from './verticalUnit';

/** GeoTIFF 1.1 in TIFF 6.0 or BigTIFF. */
export const reader: DtmFormat = {
  recognises: (head) => /^(II[*+]\0|MM\0[*+])/.test(head.toString('latin1', 0, 4)),
  open: openGeoTiff,
};

async function openGeoTiff(file: FileSource, options: DtmOpenOptions): Promise<Dtm> {
  const image = await readMainImage(file);
  const { directory } = image;
  const layout = await readLayout(directory);
  const opacity = await opacityBand(directory, layout);
  const band = chooseBand(file, layout.bandCount, options.band ?? (opacity === 1 ? 0 : undefined));
  const keys = await readGeoKeys(directory);
  const beside = await readAuxXml(file.path);
  const transform =
    beside?.transform ?? (await readGeoreference(directory, keys)) ?? (await readWorldFile(file.path));
  if (transform === null)
    throw file.error(
      'not-a-dtm',
      'has no georeferencing (no pixel scale and tie point, and no world file beside it). Add it with: gdal_translate -a_ullr',
    );
  const { southUp, ...grid } = gridOf(file, transform, layout.height);
  const prj = await readPrj(file.path);
  const ownCrs = (): Crs | null => crsIn(beside?.srs ?? null) ?? readCrs(keys) ?? crsIn(prj);
  const said = {
    ...known(await readGdalTags(directory, band)),
    ...(await readHeightScale(directory, keys)),
    ...known(beside?.bands.get(band) ?? {}),
  };
  const metres = said.unit === undefined ? verticalUnitM(keys) : unitM(said.unit);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'geotiff',
    width: layout.width,
    height: layout.height,
    dataType: layout.dataType,
    crs: chooseCrs(file, ownCrs, options.crs),
    ...grid,
    noData: said.noData ?? null,
    scale: (said.scale ?? 1) * metres,
    offset: (said.offset ?? 0) * metres,
    bandCount: layout.bandCount,
    band,
    fingerprint: await fingerprint(file, options.known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  const dtm = new BlockDtm(file, metadata, new GeoTiffBlocks(directory, layout, band, metadata));
  const mask = await openMask(image, layout, metadata);
  const masked = mask === null ? dtm : new MaskedDtm(dtm, mask);
  return southUp ? new SouthUpDtm(masked) : masked;
}

/** Only the known entries, so that no undefined one overrides them. */
function known({ noData, scale, offset, unit }: BandFacts): BandFacts {
  return {
    ...(noData === undefined ? {} : { noData }),
    ...(scale === undefined ? {} : { scale }),
    ...(offset === undefined ? {} : { offset }),
    ...(unit === undefined ? {} : { unit }),
  };
}
