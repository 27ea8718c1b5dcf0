import { basename } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../../shared/errors';
import { Connection } from '../../store/database';
import { reasons, type Found, type Part, type Reading } from './feature';
import { convertLabels } from './wayOut';
import { partsOfWkb } from './wkb';

/** Rows that are read at once, and what of a text and of a geometry is. */
const ROWS = 500;
const TEXT_MAX = 20_000;
const GEOMETRY_BYTES_MAX = 64 * 1024 * 1024;
/** Far more layers and columns than tables of places have. */
const LAYERS_MAX = 1000;
const COLUMNS_MAX = 1000;

const layerRow = z.object({
  name: z.string(),
  geometry: z.string(),
  organization: z.string().nullable(),
  code: z.number().nullable(),
  definition: z.string().nullable(),
});
type FeatureTable = z.infer<typeof layerRow>;

/**
 * Features of a GeoPackage (OGC 12-128r19), of the layer that is chosen or of all, one after the other. SQLite reads the file,
 * which is opened read-only; of its schema only tables are used, no views or triggers.
 * @throws UserError `unsupported-file`
 */
export async function* readGeopackage(path: string, { choice }: Reading): AsyncGenerator<Found> {
  const name = basename(path);
  const connection = await Connection.open(path, 'read');
  try {
    await connection.script(
      'PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;',
    );
    if (!(await isGeopackage(connection))) {
      throw new UserError(
        'unsupported-file',
        `${name} is an SQLite database, but not a GeoPackage. ${convertLabels(name)}`,
      );
    }
    const layers = await layersOf(connection);
    const asked = choice.layer ?? '';
    const chosen = asked === '' ? layers : layers.filter((layer) => layer.name === asked);
    if (chosen.length === 0) {
      throw new UserError(
        layers.length === 0 ? 'unsupported-file' : 'bad-input',
        layers.length === 0
          ? `${name} holds no layer with locations.`
          : `${name} has no layer "${asked}". It has: ${layers.map((layer) => layer.name).join(', ')}.`,
      );
    }
    for (const layer of chosen) {
      const names = layers.map((each) => each.name);
      yield {
        kind: 'about',
        about: { format: 'gpkg', layers: names, layer: layer.name, crs: crsOf(layer), table: null },
      };
      yield* rowsOf(connection, layer, chosen.length > 1);
    }
  } catch (error) {
    if (error instanceof UserError && !(error.code === 'disk' || error.code === 'project-damaged'))
      throw error;
    throw new UserError(
      'unsupported-file',
      `${name} cannot be read as a GeoPackage. It may be damaged: download it again.`,
      {
        cause: error,
      },
    );
  } finally {
    await connection.close();
  }
}

const isGeopackage = async (connection: Connection): Promise<boolean> =>
  (await connection.get(
    z.object({ name: z.string() }),
    "SELECT name FROM sqlite_schema WHERE lower(name) = 'gpkg_geometry_columns'",
  )) !== null;

const layersOf = (connection: Connection): Promise<FeatureTable[]> =>
  connection.all(
    layerRow,
    `SELECT columns.table_name AS name, columns.column_name AS geometry, systems.organization,
            systems.organization_coordsys_id AS code, systems.definition
     FROM gpkg_geometry_columns AS columns
     JOIN sqlite_schema AS tables ON lower(tables.name) = lower(columns.table_name) AND tables.type = 'table'
     LEFT JOIN gpkg_spatial_ref_sys AS systems ON systems.srs_id = columns.srs_id
     WHERE tables.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY columns.rowid LIMIT ${LAYERS_MAX}`,
  );

/** The CRS of a layer; null for the two codes that the standard defines for undefined systems. */
function crsOf({ organization, code, definition }: FeatureTable): string | null {
  if (organization === null || code === null || /^none$/i.test(organization) || code <= 0) return null;
  if (/^(?:epsg|esri)$/i.test(organization)) return `${organization.toUpperCase()}:${code}`;
  return definition === null || /^undefined$/i.test(definition.trim()) ? null : definition;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function* rowsOf(
  connection: Connection,
  layer: FeatureTable,
  isOneOfSeveral: boolean,
): AsyncGenerator<Found> {
  const columns = await connection.all(
    z.object({ name: z.string(), type: z.string() }),
    'SELECT name, type FROM pragma_table_info(?) LIMIT ?',
    [layer.name, COLUMNS_MAX],
  );
  const names = columns.map((column) => column.name).filter((each) => each !== layer.geometry);
  const truths = new Set(columns.filter(({ type }) => /^boolean$/i.test(type)).map(({ name }) => name));
  const table = quoted(layer.name);
  const [geometry, values] = [
    quoted(layer.geometry),
    names.map(
      (each, index) =>
        `CASE typeof(${quoted(each)}) WHEN 'text' THEN substr(${quoted(each)}, 1, ${TEXT_MAX}) WHEN 'blob' THEN NULL ELSE ${quoted(each)} END AS v${index}`,
    ),
  ];
  const row = z.record(z.string(), z.unknown());
  const { count } = (await connection.get(
    z.object({ count: z.number() }),
    `SELECT count(*) AS count FROM ${table}`,
  )) ?? { count: 0 };
  let [lastId, done] = [-Number.MAX_SAFE_INTEGER, 0];
  for (;;) {
    const rows = await connection.all(
      row,
      `SELECT rowid AS id, CASE WHEN length(${geometry}) <= ${GEOMETRY_BYTES_MAX} THEN ${geometry} END AS geometry,
              ${geometry} IS NULL AS is_empty${values.map((value) => `, ${value}`).join('')}
       FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${ROWS}`,
      [lastId],
    );
    for (const each of rows) {
      lastId = Number(each.id);
      const blob = each.geometry;
      const parts = each.is_empty === 1 ? [] : blob instanceof Uint8Array ? partsOfBlob(blob) : null;
      const attributes = Object.fromEntries(
        names.map((name, index) => {
          const value = each[`v${index}`];
          return [name, truths.has(name) && typeof value === 'number' ? value !== 0 : value];
        }),
      );
      yield parts === null
        ? { kind: 'leftOut', reason: reasons.damaged, count: 1 }
        : {
            kind: 'feature',
            feature: { ref: null, attributes, parts, ...(isOneOfSeveral ? { layer: layer.name } : {}) },
          };
    }
    done += rows.length;
    yield { kind: 'progress', doneBytes: done, totalBytes: count };
    if (rows.length < ROWS) return;
  }
}

/** Bytes of the envelope by its code in the flags (OGC 12-128r19, table 6). */
const envelopeBytes = [0, 32, 48, 48, 64];

function partsOfBlob(blob: Uint8Array): Part[] | null {
  if (blob.length < 8 || blob[0] !== 0x47 || blob[1] !== 0x50) return null;
  const flags = blob[3] ?? 0;
  // Extended geometries are specific to a program.
  if ((flags & 0x20) !== 0) return null;
  if ((flags & 0x10) !== 0) return [];
  const envelope = envelopeBytes[(flags >> 1) & 7];
  return envelope === undefined ? null : (partsOfWkb(blob, 8 + envelope)?.parts ?? null);
}
