import { UserError } from '../../../shared/errors';
import type { Crs } from '../dtm/dtm';
import epsg from './epsg.json';

let byNumber: Map<number, Crs> | undefined;

/** The EPSG codes that proj4 can transform, parsed when the first one is asked for. */
function table(): Map<number, Crs> {
  byNumber ??= new Map(
    epsg.crs.map((line) => {
      const [number = '', name = '', proj4 = ''] = line.split('|');
      return [Number(number), crsFromProj4(proj4, `EPSG:${number}`, name)];
    }),
  );
  return byNumber;
}

/**
 * A CRS from a proj4 definition, which is taken as it is.
 * @param code an authority's code, or `custom`
 */
export function crsFromProj4(proj4: string, code: string, name: string): Crs {
  return { code, name, proj4, geographic: /\+proj=(longlat|latlong)\b/.test(proj4) };
}

/** Every CRS of the EPSG data set that can be used here. */
export function everyCrs(): Iterable<Crs> {
  return table().values();
}

/** The CRS of an EPSG code such as `EPSG:2056` or `2056`; null when it is unknown. */
export function findCrs(code: string): Crs | null {
  const number = /^\s*(?:EPSG:+)?(\d{1,7})\s*$/i.exec(code)?.[1];
  return number === undefined ? null : (table().get(Number(number)) ?? null);
}

/**
 * The CRS of an EPSG code such as `EPSG:2056` or `2056`. Compound codes give their horizontal part.
 * @throws UserError `crs-unknown`
 */
export function crsByCode(code: string): Crs {
  const crs = findCrs(code);
  if (crs === null)
    throw new UserError(
      'crs-unknown',
      `The coordinate system "${code}" is not known: state a two-dimensional EPSG code such as EPSG:2056.`,
    );
  return crs;
}
