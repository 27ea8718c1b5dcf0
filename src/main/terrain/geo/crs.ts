import proj4 from 'proj4';
import { UserError } from '../../../shared/errors';
import { once } from '../../../shared/once';
import epsg from './epsg.json';
import { ellipsoidOfProj } from './geodesy';

/** A supported coordinate reference system. */
export interface Crs {
  /** Authority code, e.g. `EPSG:4326`; `custom` for one without a code. */
  readonly code: string;
  /** Display name, e.g. `WGS 84 / UTM zone 32N`. */
  readonly name: string;
  /** proj4 definition string. */
  readonly proj4: string;
  /** Whether coordinates are degrees of longitude and latitude. */
  readonly geographic: boolean;
  /**
   * Possible error of places in WGS 84, metres: PROJ's accuracy of the datum shift, or how far the shifts that PROJ has for parts
   * of the system's area differ. Null if nothing is stated.
   */
  readonly accuracyM: number | null;
}

/** A system of the table. */
export interface TableEntry extends Crs {
  /** Area of use; empty if not known. */
  readonly area: string;
  /** Why it is not supported; null if it is. */
  readonly lack: string | null;
}

interface Table {
  readonly byCode: ReadonlyMap<string, TableEntry>;
  /** By the name that EPSG gives, and by the one that ArcGIS writes into .prj files. */
  readonly byName: ReadonlyMap<string, readonly TableEntry[]>;
}

/** The table's marks in place of a definition, and what they mean. */
const LACKS: Readonly<Record<string, string>> = {
  '!projection': 'Its projection is not supported.',
  '!eqc':
    'Programs calculate it in two ways that lie up to 25 km apart: PROJ on a sphere until version 9.7, on the ellipsoid since 9.8.',
  '!scale':
    'EPSG has withdrawn it, since its scale is a million times too small: what was meant is EPSG:7131, in US survey feet EPSG:7132.',
  '!body': 'It is not for the Earth, and distances are measured on the Earth.',
};

/** In the definition of a system whose longitudes and latitudes are in grads, 400 to a turn; proj4 has no such units. */
export const GRADS = '+grads';

/** Whether coordinates are longitude and latitude, in degrees or in grads. */
export const isLonLat = ({ proj4: definition }: Pick<Crs, 'proj4'>): boolean =>
  definition.includes('+proj=longlat');

type Authority = 'epsg' | 'esri';

/** A row of the table. */
function parsed(authority: Authority, row: string): TableEntry & { readonly arcgis: string } {
  const [code = '', name = '', written = '', accuracy = '', arcgis = '', area = ''] = row.split('|');
  const definition = written.replace(/^!unit (.*)$/, `$1 ${GRADS}`);
  return {
    code: `${authority.toUpperCase()}:${code}`,
    name,
    proj4: withFigure(definition.replace(/^!\w+ ?/, '')),
    geographic: definition.includes('+proj=longlat') && !definition.includes(GRADS),
    accuracyM: accuracy === '' ? null : Number(accuracy),
    area: epsg.areas[area === '' ? -1 : Number(area)] ?? '',
    lack: LACKS[definition.split(' ', 1)[0] ?? ''] ?? null,
    arcgis,
  };
}

/** The two-dimensional systems of EPSG and ESRI, parsed when the first one is asked for. */
export const readTable = once((): Table => {
  const byCode = new Map<string, TableEntry>();
  const byName = new Map<string, TableEntry[]>();
  for (const authority of ['epsg', 'esri'] as const) {
    for (const row of epsg[authority]) {
      const { arcgis, ...entry } = parsed(authority, row);
      byCode.set(entry.code, entry);
      for (const each of new Set([entry.name, arcgis]))
        if (each !== '') byName.set(each, [...(byName.get(each) ?? []), entry]);
    }
  }
  return { byCode, byName };
});

/** A definition with the axes of its ellipsoid instead of its name: proj4 has some that differ from PROJ's. */
const withFigure = (definition: string): string =>
  definition.replace(/\+ellps=(\w+)/, (stated, word: string) => {
    const found = word === 'WGS84' || word === 'GRS80' ? undefined : ellipsoidOfProj(word);
    return found === undefined ? stated : `+a=${found.aM} +rf=${found.rf}`;
  });

/** The systems with a name, as EPSG or ArcGIS writes it; those in use before those that were replaced. */
export function crsNamed(name: string): readonly TableEntry[] {
  return readTable().byName.get(name) ?? [];
}

/** The CRS of a code such as `EPSG:2056`, `2056` or `ESRI:54009`; null when it is unknown or not supported. */
export function findCrs(code: string): Crs | null {
  const entry = entryOf(code);
  return entry?.lack === null && isUnderstood(entry) ? plain(entry) : null;
}

/** The table's entry for a code; undefined if it has none. */
export function entryOf(code: string): TableEntry | undefined {
  const [, authority = 'EPSG', number = ''] = /^\s*(?:(EPSG|ESRI):+)?(\d{1,7})\s*$/i.exec(code) ?? [];
  const wanted = String(Number(number));
  // Some programs write ArcGIS's own codes as if they were EPSG's.
  const isEsris = authority.toUpperCase() === 'ESRI';
  return (
    (isEsris ? undefined : rowOf('epsg', wanted)) ??
    (isEsris || Number(number) > 32_767 ? rowOf('esri', wanted) : undefined)
  );
}

const rowsByCode = (rows: readonly string[]): ReadonlyMap<string, string> =>
  new Map(rows.map((row) => [row.slice(0, row.indexOf('|')), row]));

const rows = { epsg: once(() => rowsByCode(epsg.epsg)), esri: once(() => rowsByCode(epsg.esri)) };

/** One row of the table: parsing all of them takes a tenth of a second, and each worker has its own table. */
function rowOf(authority: Authority, code: string): TableEntry | undefined {
  const row = rows[authority]().get(code);
  return row === undefined ? undefined : parsed(authority, row);
}

const plain = ({ code, name, proj4: definition, geographic, accuracyM }: TableEntry): Crs => ({
  code,
  name,
  proj4: definition,
  geographic,
  accuracyM,
});

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
 * The CRS of a code such as `EPSG:2056`, `2056` or `ESRI:54009`. Of compound systems, only the horizontal part is meant. It takes
 * some ten microseconds to find.
 * @throws UserError `crs-unknown`
 */
export function crsByCode(code: string): Crs {
  const entry = entryOf(code);
  if (entry === undefined)
    throw new UserError(
      'crs-unknown',
      /^\s*IAU/i.test(code)
        ? `The coordinate system "${code}" is not for the Earth, and distances are measured on the Earth.`
        : `The coordinate system "${code}" is not known: state a two-dimensional EPSG code such as EPSG:2056.`,
    );
  if (entry.lack !== null || !isUnderstood(entry)) throw cannotProject(entry);
  return plain(entry);
}

/** The error for a system that exists but is not supported. */
export const cannotProject = ({ code, name, lack }: TableEntry): UserError =>
  new UserError(
    'crs-unknown',
    `Its coordinate system "${name}" (${code}) is not supported. ${lack ?? LACKS['!projection']} ` +
      'Reproject the file with the program that made it, or with: gdalwarp -t_srs EPSG:4326',
  );

/** Unit of a CRS's coordinates, as written after numbers; empty for rare units. */
export function unitOf(crs: Crs): 'm' | 'ft' | '°' | '' {
  if (isLonLat(crs)) return crs.geographic ? '°' : '';
  const unit = /\+(?:units|to_meter)=([^\s]+)/.exec(crs.proj4)?.[1] ?? 'm';
  if (unit === 'm' || unit === '1') return 'm';
  // The foot, and the US survey foot.
  return unit === 'ft' || unit === 'us-ft' || /^0\.3048(006|$)/.test(unit) ? 'ft' : '';
}
