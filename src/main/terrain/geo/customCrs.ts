import { UserError } from '../../../shared/errors';
import type { Base } from './base';
import { cannotProject, crsNamed, findCrs, GRADS, isLonLat, isUnderstood, type Crs } from './crs';
import { projectionOf } from './projection';
import { tokensOf } from './projTokens';

/** Range of the Earth's semi-major axis, metres: its ellipsoids are within 6,375 and 6,379 km, its spheres within 6,353 and 6,384. */
const EARTH_M = [6_300_000, 6_400_000] as const;

/** Projections for which proj4 has formulas of the sphere, and PROJ has others of the ellipsoid. */
const SPHERICAL: ReadonlySet<string> = new Set(['gnom', 'ortho', 'mill', 'vandg']);

/** The one ellipsoid on which the New Zealand Map Grid is defined. */
const NZMG_SEMI_MAJOR_M = 6_378_388;

/** Maximum difference of two descriptions of one CRS, degrees. */
const SAME_PLACE_DEG = 1e-5;

/** Maximum round-trip error of a projection, degrees: inverted datum shifts are not exact. */
const BACK_DEG = 2e-6;

/** A description of a coordinate system without a code. */
export interface Description {
  /** Display name; may be empty. */
  readonly name: string;
  /** Its projection as part of a proj4 definition, with false easting and northing in metres; null: longitude and latitude. */
  readonly projection: string | null;
  readonly base: Base;
  /** Metres in the unit of its coordinates; default 1. */
  readonly unitM?: number;
  /** Whether longitude and latitude are in grads instead of degrees. */
  readonly inGrads?: boolean;
  /** Directions of its coordinates, if not east and north. */
  readonly axis?: 'wsu' | 'swu';
}

/**
 * The CRS of a description: that of the EPSG code whose name it has, if both agree on positions, else a custom one.
 * @throws UserError `crs-unknown` when it is not supported, belongs to another body than the Earth, depends on a datum whose
 * shift is not known, or differs from the system of its name
 */
export function customCrs(description: Description): Crs {
  const { name, projection, base, unitM = 1, inGrads = false, axis } = description;
  const shownName = name === '' ? 'without a name' : name;
  const refuse = (what: string): UserError => refusal(shownName, what);
  requireEarth(base.ellipsoid.aM, shownName);
  if (!(unitM > 0) || !Number.isFinite(unitM)) throw refuse('has an unknown unit');
  if (!base.isPlaced) throw refuse('depends on a datum whose shift to WGS 84 it does not state');
  const isSphere = base.ellipsoid.rf === 0;
  const proj = tokensOf(projection ?? '').get('proj') ?? '';
  if (SPHERICAL.has(proj) && !isSphere)
    throw refuse('has a projection that is supported on a sphere only, but uses an ellipsoid');
  if (proj === 'nzmg' && Math.abs(base.ellipsoid.aM - NZMG_SEMI_MAJOR_M) > 0.01)
    throw refuse('uses the New Zealand Map Grid on an ellipsoid other than International 1924');
  if (proj === 'krovak' && !isCzech(tokensOf(`${projection ?? ''} ${base.text}`)))
    throw refuse('is a Krovak projection with other parameters than the Czech one');
  if (proj === 'eqc' && !isSphere)
    throw refuse(
      'is equidistant cylindrical on an ellipsoid, which programs calculate in two ways that lie up to 25 km apart',
    );
  const start = (projection ?? '+proj=longlat')
    .replace('+proj=webmerc', '+proj=merc +k=1')
    // proj4's default formulas for it do not support a sphere.
    .replace('+proj=tmerc', isSphere ? '+proj=tmerc +approx' : '+proj=tmerc');
  const figure = projection?.startsWith('+proj=webmerc') === true ? SPHERE_OF_WEB : base.text;
  const unit = projection === null || unitM === 1 ? '' : ` +to_meter=${unitM}`;
  const axes = axis === undefined || start.includes('+axis') ? '' : ` +axis=${axis}`;
  const built: Crs = {
    code: 'custom',
    name: shownName,
    proj4: `${start}${axes}${unit} ${figure} +no_defs${inGrads ? ` ${GRADS}` : ''}`,
    geographic: projection === null && !inGrads,
    accuracyM: base.accuracyM,
  };
  if (!isUnderstood(built)) throw refuse('has an unsupported projection');
  if (!isConsistent(built)) throw refuse('has parameters for which its projection cannot be calculated');
  return recognised(built, base.isStated, refuse);
}

/** Whether a Krovak projection is that of S-JTSK, whose constants proj4 uses. */
function isCzech(tokens: ReadonlyMap<string, string>): boolean {
  const number = (key: string): number => Number(tokens.get(key) ?? 0);
  return (
    Math.abs(number('lon_0') + number('pm') - KROVAK_LON_DEG) < 1e-5 &&
    number('x_0') === 0 &&
    number('y_0') === 0 &&
    Math.abs((tokens.get('ellps') === 'bessel' ? BESSEL_M : number('a')) - BESSEL_M) < 0.01
  );
}

/** Longitude of the middle of Krovak's cone, and semi-major axis of its ellipsoid (EPSG guidance note 7-2, section 3.3.3). */
const KROVAK_LON_DEG = 24.833_333_333;
const BESSEL_M = 6_377_397.155;

/** Web Mercator treats degrees on the ellipsoid as degrees on a sphere. */
const SPHERE_OF_WEB = '+a=6378137 +b=6378137 +nadgrids=@null';

/** @throws UserError where an ellipsoid is not the Earth's: distances would be wrong. */
function requireEarth(aM: number, name: string): void {
  const [least, most] = EARTH_M;
  if (aM >= least && aM <= most) return;
  throw new UserError(
    'crs-unknown',
    `Its coordinate system "${name}" belongs to a body of ${(aM / 1000).toFixed(0)} km radius, but distances are measured on ` +
      'the Earth: terrain of the Moon and of other planets is not supported.',
  );
}

/** The error for a named coordinate system: what is wrong with it, and what to do. */
export function refusal(name: string, what: string, options?: ErrorOptions): UserError {
  return new UserError(
    'crs-unknown',
    `Its coordinate system "${name}" ${what}: state its EPSG code, or reproject the file with: gdalwarp -t_srs EPSG:4326`,
    options,
  );
}

/** Whether places survive the round trip, near the origin of the projection. */
function isConsistent(crs: Crs): boolean {
  const { forward, inverse } = projectionOf(crs);
  const tokens = tokensOf(crs.proj4);
  const number = (...keys: string[]): number =>
    Number(keys.map((key) => tokens.get(key)).find((value) => value !== undefined) ?? 0);
  const lonDeg =
    (number('lon_0', 'lonc') || (tokens.has('zone') ? number('zone') * 6 - 183 : 0)) + number('pm');
  const latDeg = number('lat_0', 'lat_1', 'lat_ts') * 0.95;
  return [
    [0.2, 0.3],
    [-0.7, -0.5],
  ].every(([east = 0, north = 0]) => {
    const [lon, lat] = inverse(...forward(lonDeg + east, latDeg + north));
    const turn = (lon - lonDeg - east) / 360;
    const eastDeg = (turn - Math.round(turn)) * 360 * Math.cos((latDeg * Math.PI) / 180);
    return Math.abs(eastDeg) < BACK_DEG && Math.abs(lat - latDeg - north) < BACK_DEG;
  });
}

/** A point, in CRS units, near the origin of the projection. */
function home({ proj4: definition }: Crs): readonly [number, number] {
  const tokens = tokensOf(definition);
  if (tokens.get('proj') === 'utm') return [500_000, tokens.has('south') ? 1e7 : 0];
  const number = (key: string): number => Number(tokens.get(key) ?? 0);
  const unitM = number('to_meter') || (/\+units=(us-)?ft/.test(definition) ? 0.3048 : 1);
  return [number('x_0') / unitM, number('y_0') / unitM];
}

/** The system itself, or EPSG's system of that name if both agree on positions. */
function recognised(built: Crs, isStated: boolean, refuse: (what: string) => UserError): Crs {
  const named = crsNamed(built.name);
  const known = named.filter((crs) => crs.lack === null && isUnderstood(crs));
  const [beyondUs] = known.length === 0 ? named : [];
  if (beyondUs !== undefined) throw cannotProject(beyondUs);
  const same =
    known.find((crs) => placesAgree(crs, built)) ??
    known.find((crs) => placesAgree(withoutShift(crs), withoutShift(built)));
  // The coordinates were made with the shift that a description states, whatever is known of the datum.
  if (same !== undefined)
    return isStated && !placesAgree(same, built) ? built : (findCrs(same.code) ?? built);
  if (named.length === 0) return built;
  throw refuse('differs from the known system of that name');
}

const withoutShift = (crs: Crs): Crs => ({ ...crs, proj4: crs.proj4.replace(/\+towgs84=\S+ ?/, '') });

function placesAgree(known: Crs, built: Crs): boolean {
  if (known.geographic !== built.geographic) return false;
  const [x0, y0] = home(known);
  return [0, 1e5].every((step) => {
    const place: [number, number] = isLonLat(known) ? [10, step / 2e3] : [x0 + step, y0 + step];
    const [lonDeg, latDeg] = projectionOf(known).inverse(...place);
    const [otherLonDeg, otherLatDeg] = projectionOf(built).inverse(...place);
    return Math.abs(lonDeg - otherLonDeg) < SAME_PLACE_DEG && Math.abs(latDeg - otherLatDeg) < SAME_PLACE_DEG;
  });
}
