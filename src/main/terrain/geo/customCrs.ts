import { UserError } from '../../../shared/errors';
import type { Base } from './base';
import { cannotProject, crsNamed, findCrs, isUnderstood, type Crs } from './crs';
import { projectionOf } from './projection';
import { tokensOf } from './projTokens';

/** Semi-major axes of what is an Earth, metres: its ellipsoids are within 6,375 and 6,379 km, its spheres within 6,353 and 6,384. */
const EARTH_M = [6_300_000, 6_400_000] as const;

/** Projections for which proj4 has formulas of the sphere, and PROJ has others of the ellipsoid. */
const SPHERICAL: ReadonlySet<string> = new Set(['gnom', 'ortho', 'mill', 'vandg']);

/** The one ellipsoid on which the New Zealand Map Grid is defined. */
const NZMG_SEMI_MAJOR_M = 6_378_388;

/** Degrees between the places of two descriptions of one CRS at most. */
const SAME_PLACE_DEG = 1e-5;

/** Degrees by which places may come back from a projection: inverted shifts of datums are not exact. */
const BACK_DEG = 2e-6;

/** What describes a coordinate system without naming a code. */
export interface Description {
  /** As people call it; may be empty. */
  readonly name: string;
  /** Its projection as part of a proj4 definition, with false easting and northing in metres; null: degrees. */
  readonly projection: string | null;
  readonly base: Base;
  /** Metres in the unit of its coordinates; default 1. */
  readonly unitM?: number;
  /** Where its coordinates count to, if not east and north. */
  readonly axis?: 'wsu' | 'swu';
}

/**
 * The CRS of a description: that of the EPSG code whose name it has, where both put places to the same spots, else one of its own.
 * @throws UserError `crs-unknown` when it cannot be calculated, is of another body than the Earth, hangs on a datum whose
 * shift is not known, or puts places elsewhere than its name says
 */
export function customCrs({ name, projection, base, unitM = 1, axis }: Description): Crs {
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
    throw refuse('uses the New Zealand Map Grid on another ellipsoid than International 1924');
  if (proj === 'krovak' && !isCzech(tokensOf(`${projection ?? ''} ${base.text}`)))
    throw refuse('is a Krovak projection with other parameters than the Czech one');
  if (proj === 'eqc' && !isSphere)
    throw refuse(
      'is equidistant cylindrical on an ellipsoid, which programs calculate in two ways that lie up to 25 km apart',
    );
  const start = (projection ?? '+proj=longlat')
    .replace('+proj=webmerc', '+proj=merc +k=1')
    // proj4's other formulas of it do not take a sphere.
    .replace('+proj=tmerc', isSphere ? '+proj=tmerc +approx' : '+proj=tmerc');
  const figure = projection?.startsWith('+proj=webmerc') === true ? SPHERE_OF_WEB : base.text;
  const unit = projection === null || unitM === 1 ? '' : ` +to_meter=${unitM}`;
  const axes = axis === undefined || start.includes('+axis') ? '' : ` +axis=${axis}`;
  const built: Crs = {
    code: 'custom',
    name: shownName,
    proj4: `${start}${axes}${unit} ${figure} +no_defs`,
    geographic: projection === null,
    accuracyM: base.accuracyM,
  };
  if (!isUnderstood(built)) throw refuse('has an unsupported projection');
  if (!isConsistent(built)) throw refuse('has parameters for which its projection cannot be calculated');
  return recognised(built, base.isStated, refuse);
}

/** Whether a Krovak is that of S-JTSK, of which proj4 has the constants. */
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

/** Web Mercator takes degrees of the ellipsoid for degrees of a sphere. */
const SPHERE_OF_WEB = '+a=6378137 +b=6378137 +nadgrids=@null';

/** @throws UserError where an ellipsoid is none of the Earth's: its distances would be measured wrongly. */
function requireEarth(aM: number, name: string): void {
  const [least, most] = EARTH_M;
  if (aM >= least && aM <= most) return;
  throw new UserError(
    'crs-unknown',
    `Its coordinate system "${name}" belongs to a body of ${(aM / 1000).toFixed(0)} km radius, but distances are measured on ` +
      'the Earth: terrain of the Moon and of other planets is not supported.',
  );
}

/** The error of a coordinate system of a name: what is wrong with it, and what to do. */
export function refusal(name: string, what: string, options?: ErrorOptions): UserError {
  return new UserError(
    'crs-unknown',
    `Its coordinate system "${name}" ${what}: state its EPSG code, or reproject the file with: gdalwarp -t_srs EPSG:4326`,
    options,
  );
}

/** Whether places go there and come back, near where the projection is at home. */
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

/** A point, in CRS units, where the projection is at home. */
function home({ proj4: definition }: Crs): readonly [number, number] {
  const tokens = tokensOf(definition);
  if (tokens.get('proj') === 'utm') return [500_000, tokens.has('south') ? 1e7 : 0];
  const number = (key: string): number => Number(tokens.get(key) ?? 0);
  const unitM = number('to_meter') || (/\+units=(us-)?ft/.test(definition) ? 0.3048 : 1);
  return [number('x_0') / unitM, number('y_0') / unitM];
}

/** The system itself, or the one of EPSG that has its name and puts places to the same spots. */
function recognised(built: Crs, isStated: boolean, refuse: (what: string) => UserError): Crs {
  const named = crsNamed(built.name);
  const known = named.filter((crs) => crs.lack === null && isUnderstood(crs));
  const [beyondUs] = known.length === 0 ? named : [];
  if (beyondUs !== undefined) throw cannotProject(beyondUs);
  const same =
    known.find((crs) => placesAgree(crs, built)) ??
    known.find((crs) => placesAgree(withoutShift(crs), withoutShift(built)));
  // A shift that a description states is what its coordinates were made with, whatever is known of the datum.
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
    const place: [number, number] = known.geographic ? [10, step / 2e3] : [x0 + step, y0 + step];
    const [lonDeg, latDeg] = projectionOf(known).inverse(...place);
    const [otherLonDeg, otherLatDeg] = projectionOf(built).inverse(...place);
    return Math.abs(lonDeg - otherLonDeg) < SAME_PLACE_DEG && Math.abs(latDeg - otherLatDeg) < SAME_PLACE_DEG;
  });
}
