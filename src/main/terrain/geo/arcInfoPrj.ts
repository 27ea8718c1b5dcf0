import { UserError } from '../../../shared/errors';
import { baseOf, baseOfCrs, type Base } from './base';
import type { Crs } from './crs';
import { customCrs } from './customCrs';
import { ellipsoidOfProj } from './geodesy';
import { projectionText } from './methods';
import type { Concept, Parameters } from './parameters';

/** Geographic systems by Arc/Info's datum names. */
const DATUMS: Readonly<Record<string, string>> = {
  WGS84: 'EPSG:4326',
  WGS72: 'EPSG:4322',
  NAD27: 'EPSG:4267',
  NAD83: 'EPSG:4269',
  EUR: 'EPSG:4230',
  ED50: 'EPSG:4230',
  GDA94: 'EPSG:4283',
};

/** PROJ's ellipsoid names by Arc/Info's. */
const SPHEROIDS: Readonly<Record<string, string>> = {
  WGS84: 'WGS84',
  GRS80: 'GRS80',
  GRS1980: 'GRS80',
};

/** Projections of Arc/Info: their names in well-known text, and the meaning of their parameter lines, in order. */
const PROJECTIONS: Readonly<Record<string, readonly [method: string, ...concepts: Concept[]]>> = {
  ALBERS: ['Albers', 'lat1', 'lat2', 'lon0', 'lat0', 'x0', 'y0'],
  LAMBERT: ['Lambert_Conformal_Conic_2SP', 'lat1', 'lat2', 'lon0', 'lat0', 'x0', 'y0'],
  TRANSVERSE: ['Transverse_Mercator', 'k', 'lon0', 'lat0', 'x0', 'y0'],
  POLYCONIC: ['Polyconic', 'lon0', 'lat0', 'x0', 'y0'],
};

/** Whether a text is a .prj of Arc/Info 7: lines of a keyword and its value. */
export const isArcInfoPrj = (text: string): boolean =>
  /^projection\s+[A-Z]/i.test(text) && /[\r\n]/.test(text);

/**
 * The CRS of a .prj of Arc/Info 7 (as GDAL's OGRSpatialReference::importFromESRI reads it).
 * @throws UserError `crs-unknown` saying which line is not understood
 */
export function arcInfoPrj(text: string): Crs {
  const lines = text.split(/\r?\n|\r/).map((line) => line.replace(/\/\*.*$/, '').trim());
  const split = lines.findIndex((line) => /^parameters\b/i.test(line));
  const head = new Map(
    lines.slice(0, split < 0 ? lines.length : split).flatMap((line) => {
      const [key = '', value = ''] = line.split(/\s+/);
      return key === '' ? [] : [[key.toUpperCase(), value.toUpperCase()] as const];
    }),
  );
  const numbers = (split < 0 ? [] : lines.slice(split + 1)).filter((line) => line !== '').map(lineNumber);
  for (const shift of ['XSHIFT', 'YSHIFT'])
    if (Number(head.get(shift) ?? 0) !== 0) throw refuse(`it shifts its coordinates (${shift})`);
  const kind = head.get('PROJECTION') ?? '';
  const base = baseOfLines(head);
  const name = `${kind} ${head.get('DATUM') ?? head.get('SPHEROID') ?? ''}`.trim();
  if (kind === 'GEOGRAPHIC') {
    if (!/^(DD|DECIMALDEGREES|)$/.test(head.get('UNITS') ?? '')) throw refuse('its units are not degrees');
    return customCrs({ name, projection: null, base });
  }
  const unitM = unitOfLines(head.get('UNITS') ?? 'METERS');
  if (kind === 'UTM') return utm(head, name, base, unitM);
  const [method = '', ...concepts] = PROJECTIONS[kind] ?? [];
  if (method === '') throw refuse(`its projection is not supported in this form (${kind})`);
  if (numbers.length !== concepts.length || !numbers.every(Number.isFinite))
    throw refuse(`the parameters of its projection are not understood (${kind})`);
  // False eastings are in metres, or in the unit of the coordinates.
  const parameters: Parameters = new Map(
    concepts.map((concept, i) => [
      concept,
      (numbers[i] ?? 0) * (concept === 'x0' || concept === 'y0' ? unitM : 1),
    ]),
  );
  const projection = projectionText(method, parameters);
  if (projection === null) throw refuse(`the parameters of its projection are not understood (${kind})`);
  return customCrs({ name, projection, base, unitM });
}

function utm(head: ReadonlyMap<string, string>, name: string, base: Base, unitM: number): Crs {
  const zone = Number(head.get('ZONE') ?? NaN);
  if (!Number.isInteger(zone) || zone === 0 || Math.abs(zone) > 60) throw refuse('it has no valid UTM zone');
  const lonDeg = Math.abs(zone) * 6 - 183;
  const isSouth = zone < 0;
  const projection = `+proj=tmerc +lat_0=0 +lon_0=${lonDeg} +k=0.9996 +x_0=500000 +y_0=${isSouth ? 10_000_000 : 0}`;
  const datum = head.get('DATUM') ?? '';
  const known = UTM_NAMES[datum];
  const side = isSouth ? 'S' : 'N';
  const shownName =
    known === undefined ? `${name} zone ${zone}` : `${known} / UTM zone ${Math.abs(zone)}${side}`;
  return customCrs({ name: shownName, projection, base, unitM });
}

/** EPSG's names of the datums, by which UTM zones are recognised. */
const UTM_NAMES: Readonly<Record<string, string>> = {
  WGS84: 'WGS 84',
  WGS72: 'WGS 72',
  NAD27: 'NAD27',
  NAD83: 'NAD83',
  EUR: 'ED50',
  ED50: 'ED50',
};

function baseOfLines(head: ReadonlyMap<string, string>): Base {
  const datum = head.get('DATUM') ?? 'NONE';
  const known = DATUMS[datum];
  const base = known === undefined ? null : baseOfCrs(known);
  if (base !== null) return base;
  const spheroid = ellipsoidOfProj(SPHEROIDS[head.get('SPHEROID') ?? ''] ?? '');
  if (datum !== 'NONE' || spheroid === undefined)
    throw refuse(`its datum is unknown (${datum}, ${head.get('SPHEROID') ?? 'no spheroid'})`);
  return baseOf(spheroid, 0, null);
}

function unitOfLines(unit: string): number {
  if (unit === 'METERS' || unit === 'METRES') return 1;
  throw refuse(`its unit is ambiguous (${unit.toLowerCase()})`);
}

/** A parameter line: a number, or degrees, minutes and seconds. */
function lineNumber(line: string): number {
  const parts = line.split(/\s+/).map(Number);
  const [degrees = NaN, minutes = 0, seconds = 0] = parts;
  if (parts.length !== 1 && parts.length !== 3) return NaN;
  const sign = line.startsWith('-') ? -1 : 1;
  return sign * (Math.abs(degrees) + minutes / 60 + seconds / 3600);
}

function refuse(what: string): UserError {
  return new UserError(
    'crs-unknown',
    `The coordinate system in Arc/Info 7 form is not supported: ${what}. State its EPSG code.`,
  );
}
