import { plainName } from './geodesy';
import type { Concept, Parameters } from './parameters';

/** A projection method, under all its names. */
interface Method {
  /** Names in well-known text of OGC (as GDAL writes it), ESRI and ISO, plain and separated by blanks. */
  readonly names: string;
  /** ProjCoordTransGeoKey (GeoTIFF 1.1, annex C), if it has one. */
  readonly key?: number;
  /** Parameters that it takes, beside `x0` and `y0`; another one is only accepted at its neutral value. */
  readonly takes: readonly Concept[];
  /** Its part of a proj4 definition, without false easting and northing; null where proj4 has no equivalent. */
  readonly definition: (
    value: (concept: Concept) => number,
    has: (concept: Concept) => boolean,
  ) => string | null;
}

const POLE_DEG = 90;
const isPole = (latDeg: number): boolean => Math.abs(Math.abs(latDeg) - POLE_DEG) < 1e-9;
const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 1e-7;

/** proj4 treats a first parallel of 0 as missing, and uses that of the origin instead. */
const notNought = (latDeg: number): number => (latDeg === 0 ? 1e-10 : latDeg);

const simple =
  (proj: string) =>
  (value: (concept: Concept) => number): string =>
    `+proj=${proj} +lat_0=${value('lat0')} +lon_0=${value('lon0')}`;
const scaled =
  (proj: string) =>
  (value: (concept: Concept) => number): string =>
    `${simple(proj)(value)} +k=${value('k')}`;
const conic =
  (proj: string) =>
  (value: (concept: Concept) => number): string =>
    `${simple(proj)(value)} +lat_1=${notNought(value('lat1'))} +lat_2=${notNought(value('lat2'))}`;
const world =
  (proj: string) =>
  (value: (concept: Concept) => number): string =>
    `+proj=${proj} +lon_0=${value('lon0')}`;

/** proj4 computes Krovak with these constants, whatever is stated (EPSG guidance note 7-2, section 3.3.3). */
function krovak(value: (concept: Concept) => number): string | null {
  const isUsual =
    isNear(value('lat0'), 49.5) &&
    Math.abs(value('azimuth') - 30.28813975) < 1e-4 &&
    isNear(value('k'), 0.9999) &&
    isNear(value('pseudoLat'), 78.5);
  return isUsual
    ? `+proj=krovak +lat_0=49.5 +lon_0=${value('lon0')} +alpha=30.28813975277778 +k=0.9999`
    : null;
}

/** Polar stereographic whose scale is true at a parallel (variant B), or at the pole up to a scale factor (variant A). */
function polar(latDeg: number, value: (concept: Concept) => number): string | null {
  const lat0 = latDeg < 0 ? -POLE_DEG : POLE_DEG;
  const start = `+proj=stere +lat_0=${lat0} +lon_0=${value('lon0')}`;
  if (isPole(latDeg)) return `${start} +k=${value('k')}`;
  return latDeg !== 0 && isNear(value('k'), 1) ? `${start} +lat_ts=${latDeg}` : null;
}

const METHODS: readonly Method[] = [
  {
    names: 'transversemercator gausskruger',
    key: 1,
    takes: ['lat0', 'lon0', 'k'],
    definition: scaled('tmerc'),
  },
  {
    names: 'transversemercatorsouthorientated transversemercatorsouthoriented',
    key: 27,
    takes: ['lat0', 'lon0', 'k'],
    definition: (value) => `${scaled('tmerc')(value)} +axis=wsu`,
  },
  {
    names: 'mercator mercator1sp mercator2sp mercatorvarianta mercatorvariantb',
    key: 7,
    takes: ['lon0', 'k', 'lat1'],
    definition: (value) =>
      value('lat1') === 0
        ? `+proj=merc +lon_0=${value('lon0')} +k=${value('k')}`
        : isNear(value('k'), 1)
          ? `+proj=merc +lon_0=${value('lon0')} +lat_ts=${value('lat1')}`
          : null,
  },
  {
    names: 'mercatorauxiliarysphere popularvisualisationpseudomercator',
    takes: ['lon0'],
    definition: (value) => (value('lon0') === 0 ? '+proj=webmerc' : null),
  },
  {
    names: 'lambertconformalconic2sp lambertconicconformal2sp',
    key: 8,
    takes: ['lat0', 'lon0', 'lat1', 'lat2'],
    definition: conic('lcc'),
  },
  {
    names: 'lambertconformalconic1sp lambertconicconformal1sp',
    key: 9,
    takes: ['lat0', 'lon0', 'k'],
    definition: (value) => `${scaled('lcc')(value)} +lat_1=${notNought(value('lat0'))}`,
  },
  {
    names: 'lambertconformalconic',
    takes: ['lat0', 'lon0', 'lat1', 'lat2', 'k'],
    definition: (value, has) =>
      has('lat2')
        ? isNear(value('k'), 1)
          ? conic('lcc')(value)
          : null
        : isNear(value('lat1'), value('lat0'))
          ? `${scaled('lcc')(value)} +lat_1=${notNought(value('lat1'))}`
          : null,
  },
  {
    names: 'lambertazimuthalequalarea lambertazimuthalequalareaspherical',
    key: 10,
    takes: ['lat0', 'lon0'],
    definition: simple('laea'),
  },
  {
    names: 'albersconicequalarea albers albersequalarea',
    key: 11,
    takes: ['lat0', 'lon0', 'lat1', 'lat2'],
    definition: conic('aea'),
  },
  {
    names: 'azimuthalequidistant modifiedazimuthalequidistant',
    key: 12,
    takes: ['lat0', 'lon0'],
    definition: simple('aeqd'),
  },
  {
    names: 'equidistantconic',
    key: 13,
    takes: ['lat0', 'lon0', 'lat1', 'lat2'],
    definition: conic('eqdc'),
  },
  {
    names: 'stereographic',
    key: 14,
    takes: ['lat0', 'lon0', 'k'],
    definition: (value) => scaled('stere')(value),
  },
  {
    names: 'polarstereographic polarstereographicvarianta polarstereographicvariantb',
    key: 15,
    takes: ['lat0', 'lon0', 'k', 'lat1'],
    definition: (value, has) => polar(has('lat1') ? value('lat1') : value('lat0'), value),
  },
  {
    names: 'stereographicnorthpole',
    takes: ['lon0', 'k', 'lat1'],
    definition: (value, has) =>
      !has('lat1') || value('lat1') > 0 ? polar(has('lat1') ? value('lat1') : 90, value) : null,
  },
  {
    names: 'stereographicsouthpole',
    takes: ['lon0', 'k', 'lat1'],
    definition: (value, has) =>
      !has('lat1') || value('lat1') < 0 ? polar(has('lat1') ? value('lat1') : -90, value) : null,
  },
  {
    names: 'obliquestereographic doublestereographic',
    key: 16,
    takes: ['lat0', 'lon0', 'k'],
    definition: scaled('sterea'),
  },
  {
    names: 'equirectangular equidistantcylindrical equidistantcylindricalspherical platecarree',
    key: 17,
    takes: ['lat0', 'lon0', 'lat1'],
    definition: (value) => `${simple('eqc')(value)} +lat_ts=${value('lat1')}`,
  },
  { names: 'cassinisoldner cassini', key: 18, takes: ['lat0', 'lon0'], definition: simple('cass') },
  { names: 'gnomonic', key: 19, takes: ['lat0', 'lon0'], definition: simple('gnom') },
  { names: 'millercylindrical', key: 20, takes: ['lon0'], definition: world('mill') },
  { names: 'orthographic', key: 21, takes: ['lat0', 'lon0'], definition: simple('ortho') },
  { names: 'polyconic americanpolyconic', key: 22, takes: ['lat0', 'lon0'], definition: simple('poly') },
  { names: 'robinson', key: 23, takes: ['lon0'], definition: world('robin') },
  { names: 'sinusoidal', key: 24, takes: ['lon0'], definition: world('sinu') },
  { names: 'vandergrinten vandergrinteni', key: 25, takes: ['lon0'], definition: world('vandg') },
  {
    names: 'newzealandmapgrid',
    key: 26,
    takes: ['lat0', 'lon0'],
    definition: (value) => (value('lat0') === -41 && value('lon0') === 173 ? simple('nzmg')(value) : null),
  },
  {
    names: 'cylindricalequalarea lambertcylindricalequalarea lambertcylindricalequalareaspherical',
    key: 28,
    takes: ['lon0', 'lat1'],
    definition: (value) => `${world('cea')(value)} +lat_ts=${value('lat1')}`,
  },
  {
    names: 'behrmann',
    takes: ['lon0', 'lat1'],
    definition: (value, has) =>
      has('lat1') && value('lat1') !== 30 ? null : `${world('cea')(value)} +lat_ts=30`,
  },
  { names: 'mollweide', takes: ['lon0'], definition: world('moll') },
  { names: 'eckertvi', takes: ['lon0'], definition: world('eck6') },
  { names: 'equalearth', takes: ['lon0'], definition: world('eqearth') },
  {
    names: 'bonne',
    takes: ['lat0', 'lon0', 'lat1'],
    definition: (value, has) =>
      has('lat0') && has('lat1') && value('lat0') !== 0 && !isNear(value('lat0'), value('lat1'))
        ? null
        : `+proj=bonne +lat_1=${has('lat1') ? value('lat1') : value('lat0')} +lon_0=${value('lon0')}`,
  },
  {
    names:
      'hotineobliquemercator hotineobliquemercatorvarianta hotineobliquemercatorazimuthnaturalorigin rectifiedskeworthomorphicnaturalorigin',
    key: 3,
    takes: ['lat0', 'lon0', 'azimuth', 'gamma', 'k'],
    definition: (value, has) => oblique(value, has, ' +no_uoff'),
  },
  {
    names:
      'hotineobliquemercatorazimuthcenter hotineobliquemercatorvariantb hotineobliquemercatortwopointcenter rectifiedskeworthomorphiccenter',
    key: 9815,
    takes: ['lat0', 'lon0', 'azimuth', 'gamma', 'k'],
    definition: (value, has) =>
      isNear(value('azimuth'), POLE_DEG) && (!has('gamma') || isNear(value('gamma'), POLE_DEG))
        ? scaled('somerc')(value)
        : oblique(value, has, ''),
  },
  {
    // The axes state whether it is oriented east and north or south and west, but ArcGIS uses these parameters.
    names: 'krovak krovaknorthorientated',
    takes: ['lat0', 'lon0', 'azimuth', 'k', 'pseudoLat', 'xScale', 'yScale', 'gamma'],
    definition: (value, has) => {
      const isFree = !has('xScale') && !has('gamma');
      if (isFree || (value('xScale') === -1 && value('yScale') === 1 && value('gamma') === 90))
        return krovak(value);
      const isSouthWest = value('xScale') === 1 && value('yScale') === 1 && value('gamma') === 0;
      const text = isSouthWest ? krovak(value) : null;
      return text === null ? null : `${text} +axis=swu`;
    },
  },
];

function oblique(
  value: (concept: Concept) => number,
  has: (concept: Concept) => boolean,
  suffix: string,
): string | null {
  // An azimuth of 0 is a transverse Mercator, for which the oblique formulas break down.
  if (value('azimuth') === 0 || isPole(value('lat0'))) return null;
  const gamma = has('gamma') ? value('gamma') : value('azimuth');
  return `+proj=omerc +lat_0=${value('lat0')} +lonc=${value('lon0')} +alpha=${value('azimuth')} +gamma=${gamma} +k=${value('k')}${suffix}`;
}

const byName = new Map(
  METHODS.flatMap((method) => method.names.split(' ').map((name) => [name, method] as const)),
);
const byKey = new Map(
  METHODS.flatMap((method) => (method.key === undefined ? [] : [[method.key, method] as const])),
);

/** The neutral value of a parameter. */
const neutral = (concept: Concept): number =>
  concept === 'k' || concept === 'xScale' || concept === 'yScale' ? 1 : 0;

/**
 * The part of a proj4 definition that projects, false easting and northing in metres included.
 * @param method its name in well-known text, or its ProjCoordTransGeoKey
 * @returns null if it is not known, or has a parameter that is not understood
 */
export function projectionText(method: string | number, parameters: Parameters): string | null {
  const found = typeof method === 'number' ? byKey.get(method) : byName.get(plainName(method));
  if (found === undefined) return null;
  const value = (concept: Concept): number => parameters.get(concept) ?? neutral(concept);
  const taken = new Set<Concept>(['x0', 'y0', ...found.takes]);
  for (const [concept, each] of parameters)
    if (!Number.isFinite(each) || (!taken.has(concept) && each !== neutral(concept))) return null;
  const text = found.definition(value, (concept) => parameters.has(concept));
  return text === null ? null : `${text} +x_0=${value('x0')} +y_0=${value('y0')}`;
}
