import proj4 from 'proj4';
import { UserError } from '../../../shared/errors';
import epsg from './epsg.json';

/** A coordinate reference system that can be calculated. */
export interface Crs {
  /** Authority code, e.g. `EPSG:4326`; `custom` for one without a code. */
  readonly code: string;
  /** Name for people, e.g. `WGS 84 / UTM zone 32N`. */
  readonly name: string;
  /** proj4 definition string. */
  readonly proj4: string;
  /** Whether coordinates are degrees of longitude and latitude. */
  readonly geographic: boolean;
  /** How far places may lie off in WGS 84, metres, as PROJ states of the datum shift; null where it is not known. */
  readonly accuracyM: number | null;
}

interface Table {
  readonly byCode: ReadonlyMap<number, Crs>;
  /** By the name that EPSG gives, and by the one that ArcGIS writes into .prj files. */
  readonly byName: ReadonlyMap<string, readonly Crs[]>;
}

let table: Table | undefined;

/** The two-dimensional systems of the EPSG data set, parsed when the first one is asked for. */
export function readTable(): Table {
  if (table !== undefined) return table;
  const byCode = new Map<number, Crs>();
  const byName = new Map<string, Crs[]>();
  for (const row of epsg.crs) {
    const [code = '', name = '', definition = '', arcgisName = ''] = row.split('|');
    const crs = crsFromProj4(definition, `EPSG:${code}`, name);
    byCode.set(Number(code), crs);
    for (const each of new Set([name, arcgisName])) byName.set(each, [...(byName.get(each) ?? []), crs]);
  }
  return (table = { byCode, byName });
}

/**
 * A CRS from a proj4 definition, which is taken as it is.
 * @param code an authority's code, or `custom`
 */
export function crsFromProj4(definition: string, code: string, name: string): Crs {
  return { code, name, proj4: definition, geographic: definition.includes('+proj=longlat'), accuracyM: null };
}

/** The CRSs with a name, as EPSG or ArcGIS writes it; those in use before those that were replaced. */
export function crsNamed(name: string): readonly Crs[] {
  return readTable().byName.get(name) ?? [];
}

/** The CRS of an EPSG code such as `EPSG:2056` or `2056`; null when it is unknown. */
export function findCrs(code: string): Crs | null {
  const crs = entryOf(code);
  return crs !== undefined && isUnderstood(crs) ? crs : null;
}

function entryOf(code: string): Crs | undefined {
  const number = /^\s*(?:EPSG:+)?(\d{1,7})\s*$/i.exec(code)?.[1];
  return number === undefined ? undefined : readTable().byCode.get(Number(number));
}

/** Whether proj4 has the projection; it lacks some rare ones, such as the urban grids of Colombia. */
export function isUnderstood(crs: Crs): boolean {
  try {
    proj4(crs.proj4);
    return true;
  } catch {
    return false;
  }
}

/**
 * The CRS of an EPSG code such as `EPSG:2056` or `2056`. Of compound systems, only the horizontal part is meant.
 * @throws UserError `crs-unknown`
 */
export function crsByCode(code: string): Crs {
  const crs = entryOf(code);
  if (crs === undefined)
    throw new UserError(
      'crs-unknown',
      `The coordinate system "${code}" is not known: state a two-dimensional EPSG code such as EPSG:2056.`,
    );
  if (!isUnderstood(crs)) throw cannotProject(crs);
  return crs;
}

/** The error of a CRS that exists and whose projection is not among those that can be calculated here. */
export const cannotProject = ({ code, name }: Crs): UserError =>
  new UserError(
    'crs-unknown',
    `The projection of its coordinate system "${name}" (${code}) cannot be calculated here. ` +
      'Reproject the file, for example with: gdalwarp -t_srs EPSG:4326',
  );

/** What a CRS's coordinates count, as it is written behind numbers; empty for units that are in hardly any use. */
export function unitOf(crs: Crs): 'm' | 'ft' | '°' | '' {
  if (crs.geographic) return '°';
  const unit = /\+(?:units|to_meter)=([^\s]+)/.exec(crs.proj4)?.[1] ?? 'm';
  if (unit === 'm' || unit === '1') return 'm';
  // The foot, and that of the United States' survey.
  return unit === 'ft' || unit === 'us-ft' || /^0\.3048(006|$)/.test(unit) ? 'ft' : '';
}
