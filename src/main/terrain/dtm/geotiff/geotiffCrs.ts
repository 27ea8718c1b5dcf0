import { UserError } from '../../../../shared/errors';
import { crsByCode } from '../../geo/crs';
import { crsFromWkt } from '../../geo/crsFromWkt';
import type { Crs } from '../dtm';
import type { GeoKeys } from './geoKeys';

const MODEL_TYPE = 1024;
const CITATION = 1026;
const GEOGRAPHIC_TYPE = 2048;
const PROJECTED_TYPE = 3072;
const PROJECTED_CITATION = 3073;
const PROJECTED = 1;
const GEOGRAPHIC = 2;
/** The code of what a file defines by itself. */
const USER_DEFINED = 32767;
/** Begins a citation in which ArcGIS keeps the whole definition. */
const ESRI_WKT = 'ESRI PE String = ';

/**
 * The CRS that GeoTIFF keys state; null when they state none.
 * @throws UserError `crs-unknown` when they state one that is not understood
 */
export function readCrs(keys: GeoKeys): Crs | null {
  const code = crsCode(keys.numbers);
  if (code === undefined || code === 0) return null;
  if (code !== USER_DEFINED) return crsByCode(`EPSG:${code}`);
  const wkt = [...keys.texts.values()].find((text) => text.startsWith(ESRI_WKT));
  if (wkt !== undefined) return crsFromWkt(wkt.slice(ESRI_WKT.length));
  const name = keys.texts.get(PROJECTED_CITATION) ?? keys.texts.get(CITATION) ?? 'without a name';
  throw new UserError(
    'crs-unknown',
    `It defines a coordinate system of its own ("${name}"): state the EPSG code that is the same.`,
  );
}

function crsCode(numbers: GeoKeys['numbers']): number | undefined {
  const model = numbers.get(MODEL_TYPE);
  if (model === PROJECTED) return numbers.get(PROJECTED_TYPE);
  if (model === GEOGRAPHIC) return numbers.get(GEOGRAPHIC_TYPE);
  return numbers.get(PROJECTED_TYPE) ?? numbers.get(GEOGRAPHIC_TYPE);
}
