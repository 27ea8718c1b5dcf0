import { once } from '../../../shared/once';
import table from './geodesy.json';

/** An ellipsoid: semi-major axis in metres and inverse flattening, 0 for a sphere. */
export interface Ellipsoid {
  readonly aM: number;
  readonly rf: number;
}

interface Geodesy {
  readonly ellipsoids: ReadonlyMap<number, Ellipsoid>;
  readonly projEllipsoids: ReadonlyMap<string, Ellipsoid>;
  readonly meridians: ReadonlyMap<string, number>;
  readonly units: ReadonlyMap<string, number>;
  readonly datums: ReadonlyMap<string, string>;
  readonly conversions: ReadonlyMap<number, string>;
}

const fields = (row: string): readonly string[] => row.split('|');
const ellipsoid = ([, , a = '', rf = '']: readonly string[]): Ellipsoid => ({
  aM: Number(a),
  rf: Number(rf),
});

/** A name in the form in which it is compared: case, blanks, signs and the "D_" of ArcGIS are ignored. */
export const plainName = (name: string): string =>
  name
    .normalize('NFD')
    .toLowerCase()
    .replace(/^d_/, '')
    .replace(/[^a-z0-9+]/g, '');

/** The parts of coordinate systems with EPSG codes, parsed on first use. */
const geodesy = once((): Geodesy => {
  const meridians = new Map<string, number>();
  for (const [code = '', name = '', lonDeg = ''] of table.meridians.map(fields)) {
    meridians.set(code, Number(lonDeg));
    meridians.set(plainName(name), Number(lonDeg));
  }
  const datums = new Map<string, string>();
  for (const [code = '', names = '', crs = ''] of table.datums.map(fields))
    for (const key of [code, ...names.split(';').map(plainName)])
      if (key !== '' && !datums.has(key)) datums.set(key, crs);
  return {
    ellipsoids: new Map(table.ellipsoids.map(fields).map((row) => [Number(row[0]), ellipsoid(row)])),
    projEllipsoids: new Map(table.projEllipsoids.map(fields).map((row) => [row[0] ?? '', ellipsoid(row)])),
    meridians,
    units: new Map(
      table.units
        .map(fields)
        .map(([code = '', kind = '', factor = '']) => [`${kind} ${code}`, Number(factor)]),
    ),
    datums,
    conversions: new Map(
      table.conversions.map(fields).map(([code = '', crs = '']) => [Number(code), `EPSG:${crs}`]),
    ),
  };
});

/** The ellipsoid of an EPSG code. */
export const ellipsoidByCode = (code: number): Ellipsoid | undefined => geodesy().ellipsoids.get(code);

/** The ellipsoid with a PROJ name, such as `bessel`. */
export const ellipsoidOfProj = (word: string): Ellipsoid | undefined => geodesy().projEllipsoids.get(word);

/** Longitude of a prime meridian, degrees east of Greenwich, by its EPSG code or name. */
export const meridianDeg = (codeOrName: number | string): number | undefined =>
  geodesy().meridians.get(typeof codeOrName === 'number' ? String(codeOrName) : plainName(codeOrName));

/** Metres in a unit of length, or radians in one of angle, by its EPSG code or PROJ name. */
export const unitSize = (kind: 'length' | 'angle', unit: number | string): number | undefined =>
  geodesy().units.get(`${kind} ${unit}`);

/** Code of the geographic CRS of a datum, by its EPSG code or any of its names. */
export const crsOfDatum = (codeOrName: number | string): string | undefined =>
  geodesy().datums.get(typeof codeOrName === 'number' ? String(codeOrName) : plainName(codeOrName));

/** Code of a projected CRS that a conversion (a projection with its parameters, as EPSG numbers it) belongs to. */
export const crsOfConversion = (code: number): string | undefined => geodesy().conversions.get(code);
