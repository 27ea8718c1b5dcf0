import { baseOf, baseOfCrs, isShift, type Base } from '../../geo/base';
import { findCrs, type Crs } from '../../geo/crs';
import { customCrs, refusal } from '../../geo/customCrs';
import {
  crsOfConversion,
  crsOfDatum,
  ellipsoidByCode,
  meridianDeg,
  unitSize,
  type Ellipsoid,
} from '../../geo/geodesy';
import { projectionText } from '../../geo/methods';
import { kindOf, type Concept } from '../../geo/parameters';
import type { GeoKeys } from './geoKeys';

const USER_DEFINED = 32767;
const METRE = 9001;
const DEGREE = 9102;
const DEGREES = Math.PI / 180;

/** Keys of parameters (GeoTIFF 1.1, section 7.5.3), by what they are; the first one that a file has is used. */
const PARAMETERS: readonly (readonly [Concept, ...number[]])[] = [
  ['lat0', 3081, 3085, 3089],
  ['lon0', 3080, 3084, 3088, 3095],
  ['lat1', 3078],
  ['lat2', 3079],
  ['k', 3092, 3093],
  ['x0', 3082, 3086, 3090],
  ['y0', 3083, 3087, 3091],
  ['azimuth', 3094],
  ['gamma', 3096],
];

/**
 * The CRS that a file defines by its keys instead of naming a code: a datum, an ellipsoid and a prime meridian by code or values, and
 * a projection by code or by its parameters.
 * @throws UserError `crs-unknown` when a part is not understood
 */
export function ownCrs(keys: GeoKeys, isProjected: boolean): Crs {
  const citation = (isProjected ? keys.text(3073, 1026) : keys.text(2049, 1026)) ?? '';
  const name = /(?:PCS|GCS) Name = ([^|]*)/.exec(citation)?.[1] ?? citation;
  const base = baseOfKeys(keys, name);
  if (!isProjected) {
    if (angleUnit(keys) !== DEGREES) throw refusal(name, 'has other units than degrees');
    return customCrs({ name, projection: null, base });
  }
  const unitM = keys.number(3077) ?? unitSize('length', keys.number(3076) ?? METRE);
  const angle = angleUnit(keys);
  if (unitM === undefined || angle === undefined) throw refusal(name, 'has an unknown unit');
  const projection = projectionByCode(keys) ?? projectionByKeys(keys, unitM, angle);
  if (projection === null)
    throw refusal(
      name,
      `has an unsupported projection (${keys.number(3075) ?? keys.number(3074) ?? 'none'})`,
    );
  return customCrs({ name, projection, base, unitM });
}

/** Radians in the unit of angles; undefined where it is not understood. Degrees are exact. */
function angleUnit(keys: GeoKeys): number | undefined {
  const code = keys.number(2054) ?? DEGREE;
  const size = code === USER_DEFINED ? keys.number(2055) : unitSize('angle', code);
  return size !== undefined && Math.abs(size - DEGREES) < 1e-10 ? DEGREES : size;
}

/** A projection that EPSG numbers, such as 16032 for zone 32 of UTM, with all its parameters. */
function projectionByCode(keys: GeoKeys): string | null {
  const code = keys.number(3074);
  if (code === undefined || code === USER_DEFINED) return null;
  const crs = findCrs(crsOfConversion(code) ?? '');
  // Its ellipsoid, datum and unit are the file's own.
  return (
    crs?.proj4.replace(/ ?\+(datum|ellps|a|b|rf|R|pm|towgs84|nadgrids|units|to_meter|no_defs)(=\S+)?/g, '') ??
    null
  );
}

function projectionByKeys(keys: GeoKeys, unitM: number, angle: number): string | null {
  const method = keys.number(3075);
  if (method === undefined) return null;
  const parameters = new Map<Concept, number>();
  for (const [concept, ...numbers] of PARAMETERS) {
    const value = keys.number(...numbers);
    if (value === undefined) continue;
    const kind = kindOf(concept);
    const inDegrees = angle === DEGREES ? value : (value * angle) / DEGREES;
    parameters.set(concept, kind === 'length' ? value * unitM : kind === 'angle' ? inDegrees : value);
  }
  return projectionText(method, parameters);
}

function baseOfKeys(keys: GeoKeys, name: string): Base {
  const geographic = keys.number(2048) ?? USER_DEFINED;
  const datum = keys.number(2050) ?? USER_DEFINED;
  const citation = /Datum = ([^|]*)/.exec(keys.text(2049) ?? '')?.[1];
  const shift = keys.list(2062);
  const stated = isShift([...shift]) ? [...shift] : null;
  const known =
    (geographic === USER_DEFINED ? null : baseOfCrs(`EPSG:${geographic}`)) ??
    (datum === USER_DEFINED ? null : baseOfCrs(crsOfDatum(datum) ?? ''));
  if (known === null && (geographic !== USER_DEFINED || datum !== USER_DEFINED))
    throw refusal(name, 'has an unknown datum');
  const ellipsoid = ellipsoidOfKeys(keys) ?? known?.ellipsoid;
  const lonDeg = meridianOfKeys(keys, name) ?? Number(/\+pm=(\S+)/.exec(known?.text ?? '')?.[1] ?? 0);
  if (ellipsoid === undefined) throw refusal(name, 'does not state its ellipsoid');
  // Programs state a shift even of a known datum: it is the one that they use.
  if (stated !== null && geographic === USER_DEFINED) return baseOf(ellipsoid, lonDeg, stated);
  const named = known ?? baseOfCrs(crsOfDatum(citation ?? '') ?? '');
  if (named !== null && isSame(named, ellipsoid, lonDeg)) return named;
  if (known !== null)
    throw refusal(name, 'changes the ellipsoid or the prime meridian of the datum that it names');
  return baseOf(ellipsoid, lonDeg, stated);
}

function ellipsoidOfKeys(keys: GeoKeys): Ellipsoid | undefined {
  const code = keys.number(2056);
  if (code !== undefined && code !== USER_DEFINED) return ellipsoidByCode(code);
  const aM = keys.number(2057);
  if (aM === undefined || !(aM > 0)) return undefined;
  const unitM = keys.number(2053) ?? unitSize('length', keys.number(2052) ?? METRE) ?? NaN;
  const b = keys.number(2058);
  const rf = keys.number(2059) ?? (b === undefined || b === aM ? 0 : aM / (aM - b));
  // Some programs write the inverse flattening of a sphere as infinity, and no real one is below 1.
  if (!(rf === 0 || rf > 1)) return undefined;
  return { aM: aM * unitM, rf: rf > 1e9 ? 0 : rf };
}

function meridianOfKeys(keys: GeoKeys, name: string): number | undefined {
  const code = keys.number(2051);
  const stated = keys.number(2061);
  if (code !== undefined && code !== USER_DEFINED) {
    const known = meridianDeg(code);
    if (known === undefined) throw refusal(name, `has an unknown prime meridian (${code})`);
    return known;
  }
  if (stated === undefined) return undefined;
  const angle = angleUnit(keys);
  const named = meridianDeg(/Primem = ([^|]*)/.exec(keys.text(2049) ?? '')?.[1] ?? '');
  const possible = [stated, (stated * (angle ?? DEGREES)) / DEGREES];
  if (named !== undefined && possible.some((each) => Math.abs(each - named) < 1e-5)) return named;
  if (named !== undefined || angle !== DEGREES || Math.abs(stated) > 180)
    throw refusal(name, 'has an unknown prime meridian');
  return stated;
}

/** Whether a known base has the ellipsoid and the meridian of a file. */
function isSame(known: Base, ellipsoid: Ellipsoid, lonDeg: number): boolean {
  const pm = Number(/\+pm=(\S+)/.exec(known.text)?.[1] ?? 0);
  return (
    Math.abs(known.ellipsoid.aM - ellipsoid.aM) < 0.1 &&
    Math.abs(known.ellipsoid.rf - ellipsoid.rf) < 0.001 &&
    Math.abs(pm - lonDeg) < 1e-6
  );
}
