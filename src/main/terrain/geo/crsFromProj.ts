import { UserError } from '../../../shared/errors';
import { baseOf, baseOfCrs, isShift, type Base } from './base';
import { crsByCode, type Crs } from './crs';
import { customCrs } from './customCrs';
import { crsOfDatum, meridianDeg, unitSize } from './geodesy';
import { ellipsoidOf, tokensOf } from './projTokens';

/** Parameters that do not affect where places lie on the map. */
const IGNORED = new Set([
  'type',
  'no_defs',
  'wktext',
  'title',
  'vunits',
  'vto_meter',
  'geoidgrids',
  'geoid_crs',
  'approx',
  'over',
  'lon_wrap',
]);
/** Parameters of a projection's base, and of its units and axes. */
const COMMON = new Set([
  'proj',
  'datum',
  'ellps',
  'a',
  'b',
  'rf',
  'f',
  'R',
  'pm',
  'towgs84',
  'nadgrids',
  'units',
  'to_meter',
  'axis',
  'x_0',
  'y_0',
]);

/** Projections for which proj4 agrees with PROJ, with their parameters. */
const PROJECTIONS: Readonly<Record<string, readonly string[]>> = {
  aea: ['lat_0', 'lon_0', 'lat_1', 'lat_2'],
  aeqd: ['lat_0', 'lon_0'],
  bonne: ['lat_1', 'lon_0'],
  cass: ['lat_0', 'lon_0'],
  cea: ['lat_ts', 'lon_0'],
  eck6: ['lon_0'],
  eqc: ['lat_0', 'lon_0', 'lat_ts'],
  eqdc: ['lat_0', 'lon_0', 'lat_1', 'lat_2'],
  eqearth: ['lon_0'],
  etmerc: ['lat_0', 'lon_0', 'k'],
  gnom: ['lat_0', 'lon_0'],
  krovak: ['lat_0', 'lon_0', 'alpha', 'k'],
  laea: ['lat_0', 'lon_0'],
  lcc: ['lat_0', 'lon_0', 'lat_1', 'lat_2', 'k'],
  merc: ['lon_0', 'lat_ts', 'k'],
  mill: ['lon_0'],
  moll: ['lon_0'],
  nzmg: ['lat_0', 'lon_0'],
  omerc: ['lat_0', 'lonc', 'alpha', 'gamma', 'k', 'no_uoff', 'no_off'],
  ortho: ['lat_0', 'lon_0'],
  poly: ['lat_0', 'lon_0'],
  robin: ['lon_0'],
  sinu: ['lon_0'],
  somerc: ['lat_0', 'lon_0', 'k'],
  stere: ['lat_0', 'lon_0', 'lat_ts', 'k'],
  sterea: ['lat_0', 'lon_0', 'k'],
  tmerc: ['lat_0', 'lon_0', 'k'],
  utm: ['zone', 'south'],
  vandg: ['lon_0'],
  webmerc: [],
};

const FLAGS = new Set(['south', 'no_uoff', 'no_off']);

/** EPSG codes of the datums by PROJ's names. */
const DATUMS: Readonly<Record<string, number>> = {
  NAD27: 6267,
  NAD83: 6269,
  GGRS87: 6121,
  potsdam: 6314,
  carthage: 6223,
  hermannskogel: 6312,
  ire65: 6299,
  nzgd49: 6272,
  OSGB36: 6277,
};

/**
 * The CRS of a PROJ text such as `+proj=utm +zone=32 +datum=WGS84`, or `+init=epsg:2056`.
 * @throws UserError `crs-unknown` naming the part of it that is not understood
 */
export function crsFromProj(text: string): Crs {
  const tokens = tokensOf(text);
  const refuse = (what: string): UserError =>
    new UserError(
      'crs-unknown',
      `The coordinate system "${text.slice(0, 200)}" ${what}. State an EPSG code such as EPSG:2056, or well-known text.`,
    );
  for (const token of text.trim().split(/\s+/))
    if (!/^\+?[A-Za-z]\w*(=\S*)?$/.test(token)) throw refuse(`has an unknown part: ${token}`);
  for (const ignored of IGNORED) tokens.delete(ignored);

  const init = tokens.get('init');
  if (init !== undefined) {
    if (tokens.size > 1) throw refuse('starts from a code and changes it, which is not supported');
    return crsByCode(init);
  }
  const proj = (tokens.get('proj') ?? '').replace(/^(latlong|latlon|lonlat)$/, 'longlat');
  const takes = proj === 'longlat' ? [] : PROJECTIONS[proj];
  if (takes === undefined)
    throw refuse(proj === '' ? 'names no projection (+proj=)' : `has an unsupported projection: ${proj}`);
  const k = tokens.get('k_0');
  if (k !== undefined && !tokens.has('k')) tokens.set('k', k);
  tokens.delete('k_0');
  for (const name of tokens.keys())
    if (!COMMON.has(name) && !takes.includes(name)) throw refuse(`has an unknown part: +${name}`);

  const number = (name: string, otherwise: number): number => {
    const stated = tokens.get(name);
    const value = stated === undefined ? otherwise : stated === '' ? NaN : Number(stated);
    if (!Number.isFinite(value)) throw refuse(`has a +${name} that is not a number`);
    return value;
  };
  const base = baseOfTokens(tokens, refuse);
  const axis = axisOf(tokens, refuse);
  const name = text.trim().slice(0, 80);
  if (proj === 'longlat') {
    if (tokens.has('to_meter') || tokens.has('units')) throw refuse('has other units than degrees');
    return customCrs({ name, projection: null, base, ...axis });
  }
  const values = takes.flatMap((each) => {
    if (!tokens.has(each)) return [];
    if (FLAGS.has(each)) return [`+${each}`];
    // proj4 treats a first parallel of 0 as missing.
    return [`+${each}=${number(each, 0) || (each === 'lat_1' ? 1e-10 : 0)}`];
  });
  requireUsual(proj, tokens, number, refuse);
  const projection = [`+proj=${proj}`, ...values, `+x_0=${number('x_0', 0)} +y_0=${number('y_0', 0)}`].join(
    ' ',
  );
  const units = tokens.get('units');
  const unitM = units === undefined ? number('to_meter', 1) : unitSize('length', units);
  if (unitM === undefined) throw refuse(`has an unknown unit: ${units ?? ''}`);
  return customCrs({ name, projection, base, unitM, ...axis });
}

/** Refuses parameters for which proj4 and PROJ differ. */
function requireUsual(
  proj: string,
  tokens: ReadonlyMap<string, string>,
  number: (name: string, otherwise: number) => number,
  refuse: (what: string) => UserError,
): void {
  const zone = number('zone', 1);
  if (proj === 'utm' && (!tokens.has('zone') || !Number.isInteger(zone) || zone < 1 || zone > 60))
    throw refuse('has no UTM zone from 1 to 60');
  if (proj === 'utm' && (number('x_0', 0) !== 0 || number('y_0', 0) !== 0))
    throw refuse('changes the false easting or northing of UTM');
  if (tokens.has('lat_ts') && number('k', 1) !== 1)
    throw refuse('has both a latitude of true scale and a scale factor');
  if (proj === 'stere' && tokens.has('lat_ts') && Math.abs(number('lat_0', 0)) !== 90)
    throw refuse('has a latitude of true scale although it is not polar');
  if (proj === 'omerc' && !(tokens.has('alpha') && tokens.has('lonc')))
    throw refuse('is an oblique Mercator without its azimuth (+alpha, +lonc)');
  if (
    proj === 'krovak' &&
    (number('lat_0', 49.5) !== 49.5 ||
      Math.abs(number('alpha', 30.28813975) - 30.28813975) > 1e-4 ||
      number('k', 0.9999) !== 0.9999)
  )
    throw refuse('is a Krovak projection with other parameters than the Czech one');
}

function axisOf(
  tokens: ReadonlyMap<string, string>,
  refuse: (what: string) => UserError,
): { axis?: 'wsu' | 'swu' } {
  const axis = tokens.get('axis') ?? 'enu';
  // In files east comes before north, whatever the order of a system's axes.
  if (axis === 'enu' || axis === 'neu') return {};
  if (axis === 'wsu' || axis === 'swu') return { axis };
  throw refuse(`has unknown axes: ${axis}`);
}

function baseOfTokens(tokens: ReadonlyMap<string, string>, refuse: (what: string) => UserError): Base {
  const grids = tokens.get('nadgrids');
  const isSphereOfWeb = grids === '@null' && tokens.get('a') === tokens.get('b') && tokens.has('a');
  if (grids !== undefined && !isSphereOfWeb)
    throw refuse(`needs a datum shift grid that is not available (${grids})`);
  const datum = tokens.get('datum');
  const word = DATUMS[datum ?? ''];
  if (datum !== undefined && datum !== 'WGS84' && word === undefined)
    throw refuse(`has an unknown datum: ${datum}`);
  const shift = tokens.get('towgs84')?.split(',').map(Number) ?? null;
  if (shift !== null && !isShift(shift)) throw refuse('has a +towgs84 that is not three or seven numbers');
  const pm = tokens.get('pm');
  const lonDeg =
    pm === undefined ? 0 : Number.isFinite(Number(pm)) && pm !== '' ? Number(pm) : meridianDeg(pm);
  if (lonDeg === undefined) throw refuse(`has an unknown prime meridian: ${pm ?? ''}`);
  if (word !== undefined && shift === null && lonDeg === 0) {
    const known = baseOfCrs(crsOfDatum(word) ?? '');
    if (known !== null) return known;
  }
  if (word !== undefined) throw refuse('changes the datum that it names');
  const isSilent = !['datum', 'ellps', 'a', 'R'].some((name) => tokens.has(name));
  const ellipsoid = ellipsoidOf(isSilent ? tokensOf('+ellps=GRS80') : tokens);
  if (ellipsoid === null) throw refuse('has an unknown ellipsoid');
  return baseOf(ellipsoid, lonDeg, shift);
}
