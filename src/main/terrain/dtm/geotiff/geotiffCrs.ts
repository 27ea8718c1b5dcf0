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
/** Prefix of a citation in which ArcGIS, and GDAL where keys do not suffice, store the whole definition. */
const ESRI_WKT = 'ESRI PE String = ';

/**
 * The CRS that GeoTIFF keys state; null when they state none. Of compound systems, only the horizontal part is read.
 * @throws UserError `crs-unknown` when they state one that is not understood
 */
export function readCrs(keys: GeoKeys): Crs | null {
  const projected = keys.number(PROJECTED_TYPE);
  const stated = keys.number(MODEL_TYPE);
  const pe = [CITATION, PROJECTED_CITATION, GEOGRAPHIC_CITATION]
    .map((key) => keys.text(key))
    .find((text) => text?.startsWith(ESRI_WKT));
  // If the model is user-defined, only the text describes the system; codes beside it are those of its base.
  if (pe !== undefined && stated === USER_DEFINED) return crsFromWkt(pe.slice(ESRI_WKT.length));
  const model = stated ?? (projected === undefined ? GEOGRAPHIC : PROJECTED);
  const code = model === PROJECTED ? (projected ?? USER_DEFINED) : keys.number(GEOGRAPHIC_TYPE);
  if (code === undefined || code === 0) return null;
  if (code !== USER_DEFINED) return crsByCode(`EPSG:${code}`);
  return pe === undefined ? ownCrs(keys, model === PROJECTED) : crsFromWkt(pe.slice(ESRI_WKT.length));
}
