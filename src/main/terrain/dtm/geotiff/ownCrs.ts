import { UserError } from '../../../../shared/errors';
import { crsFromProj4, findCrs, type Crs } from '../../geo/crs';
import { recogniseCrs } from '../../geo/recogniseCrs';
import { LINEAR_UNITS_M, METRE, type GeoKeys } from './geoKeys';

const USER_DEFINED = 32767;
const DEGREE = 9102;

/** Keys of the parameters that projections share, by their name in proj4. */
const PARAMETERS: Readonly<Record<string, readonly number[]>> = {
  lat_0: [3081, 3085, 3089],
  lon_0: [3080, 3084, 3088, 3095],
  lat_1: [3078],
  lat_2: [3079],
  k_0: [3092, 3093],
};

/** Projections by ProjCoordTransGeoKey (GeoTIFF 1.1, annex C), with the parameters that they take. */
const PROJECTIONS: Readonly<Record<number, readonly [name: string, ...parameters: string[]]>> = {
  1: ['tmerc', 'lat_0', 'lon_0', 'k_0'],
  7: ['merc', 'lon_0', 'k_0'],
  8: ['lcc', 'lat_0', 'lon_0', 'lat_1', 'lat_2'],
  10: ['laea', 'lat_0', 'lon_0'],
  11: ['aea', 'lat_0', 'lon_0', 'lat_1', 'lat_2'],
  16: ['sterea', 'lat_0', 'lon_0', 'k_0'],
};

const SWISS = ['somerc', 'lat_0', 'lon_0', 'k_0'] as const;

/**
 * The CRS that a file defines by itself instead of naming a code, where it is made of common parts: a known datum or an
 * ellipsoid, and one of six projections.
 * @throws UserError `crs-unknown` for others
 */
export function ownCrs(keys: GeoKeys, isProjected: boolean): Crs {
  const citation = (isProjected ? keys.text(3073, 1026) : keys.text(2049, 1026)) ?? 'without a name';
  const name = /(?:PCS|GCS) Name = ([^|]*)/.exec(citation)?.[1] ?? citation;
  const datum = datumOf(keys);
  const projection = isProjected ? projectionOf(keys) : '+proj=longlat';
  if (datum === null || projection === null)
    throw new UserError(
      'crs-unknown',
      `It defines a coordinate system of its own ("${name}"): state the EPSG code that is the same.`,
    );
  return recogniseCrs(crsFromProj4(`${projection} ${datum}`, 'custom', name));
}

/** The datum's part of a proj4 definition: that of a known geographic CRS, or an ellipsoid with a shift if stated. */
function datumOf(keys: GeoKeys): string | null {
  const geographic = keys.number(2048) ?? USER_DEFINED;
  // EPSG numbers most geographic systems 2000 below their datum.
  const code = geographic === USER_DEFINED ? (keys.number(2050) ?? USER_DEFINED) - 2000 : geographic;
  const known = findCrs(String(code));
  if (known?.geographic === true) return known.proj4.replace('+proj=longlat', '').trim();

  const semiMajorM = keys.number(2057);
  const flattening = keys.number(2059);
  if ((keys.number(2054) ?? DEGREE) !== DEGREE || !(semiMajorM !== undefined && semiMajorM > 0)) return null;
  const ellipsoid =
    flattening === undefined || flattening === 0 ? `+R=${semiMajorM}` : `+a=${semiMajorM} +rf=${flattening}`;
  const shift = keys.list(2062);
  return shift.length === 3 || shift.length === 7 ? `${ellipsoid} +towgs84=${shift.join(',')}` : ellipsoid;
}

function projectionOf(keys: GeoKeys): string | null {
  // Oblique Mercator, variant B: proj4 has its own name for the Swiss case, an azimuth of 90 degrees.
  const isSwiss = keys.number(3075) === 9815 && keys.number(3094) === 90;
  const [proj, ...parameters] = isSwiss ? SWISS : (PROJECTIONS[keys.number(3075) ?? 0] ?? []);
  const unitM = keys.number(3077) ?? LINEAR_UNITS_M[keys.number(3076) ?? METRE];
  if (proj === undefined || unitM === undefined || !(unitM > 0)) return null;
  const stated = parameters.flatMap((parameter) => {
    const value = keys.number(...(PARAMETERS[parameter] ?? []));
    return value === undefined ? [] : [`+${parameter}=${value}`];
  });
  const x0 = (keys.number(3082, 3086, 3090) ?? 0) * unitM;
  const y0 = (keys.number(3083, 3087, 3091) ?? 0) * unitM;
  return [`+proj=${proj}`, ...stated, `+x_0=${x0} +y_0=${y0} +to_meter=${unitM}`].join(' ');
}
