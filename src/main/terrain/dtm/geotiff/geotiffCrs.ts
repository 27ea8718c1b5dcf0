import { crsByCode, type Crs } from '../../geo/crs';
import { crsFromWkt } from '../../geo/crsFromWkt';
import type { GeoKeys } from './geoKeys';
import { ownCrs } from './ownCrs';

const MODEL_TYPE = 1024;
const CITATION = 1026;
const GEOGRAPHIC_TYPE = 2048;
const GEOGRAPHIC_CITATION = 2049;
const PROJECTED_TYPE = 3072;
const PROJECTED_CITATION = 3073;
const PROJECTED = 1;
const GEOGRAPHIC = 2;
const USER_DEFINED = 32767;
/** Begins a citation in which ArcGIS keeps the whole definition. */
const ESRI_WKT = 'ESRI PE String = ';

/**
 * The CRS that GeoTIFF keys state; null when they state none. Of compound systems, only the horizontal part is read.
 * @throws UserError `crs-unknown` when they state one that is not understood
 */
export function readCrs(keys: GeoKeys): Crs | null {
  const projected = keys.number(PROJECTED_TYPE);
  const model = keys.number(MODEL_TYPE) ?? (projected === undefined ? GEOGRAPHIC : PROJECTED);
  const code = model === PROJECTED ? projected : keys.number(GEOGRAPHIC_TYPE);
  if (code === undefined || code === 0) return null;
  if (code !== USER_DEFINED) return crsByCode(`EPSG:${code}`);
  const wkt = [CITATION, PROJECTED_CITATION, GEOGRAPHIC_CITATION]
    .map((key) => keys.text(key))
    .find((text) => text?.startsWith(ESRI_WKT));
  return wkt === undefined ? ownCrs(keys, model === PROJECTED) : crsFromWkt(wkt.slice(ESRI_WKT.length));
}
