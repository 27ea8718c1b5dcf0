import { Connection } from '../store/database';
import { writeAreaLayer } from './areaLayer';
import { extentOf, type LocatedTable } from './located';
import { sqlTypes } from './sqlTypes';
import { wgs84, type WrittenCrs } from './writtenCrs';
import { oneFile, type PlaceWriter } from './writtenFile';

/** `application_id` of a GeoPackage, the letters GPKG, and version 1.3 (OGC 12-128r18, section 1.1.1.1.1). */
const APPLICATION_ID = 0x47504b47;
const VERSION = 10300;

export const writer: PlaceWriter = oneFile(writeGeopackage);

/**
 * Writes places as a GeoPackage (OGC 12-128r18): one table of points, provenance as its metadata (section F.8).
 * @param path of a file that does not exist yet
 */
export async function writeGeopackage(path: string, table: LocatedTable): Promise<void> {
  const connection = await Connection.open(path, 'create');
  try {
    await connection.script(`PRAGMA journal_mode = OFF; PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${VERSION}; BEGIN;`);
    await connection.script(standardTables);
    await addCrs(connection, wgs84());
    if (table.crs.epsg !== 4326) await addCrs(connection, table.crs);
    const columns = table.fields.map(({ name, type }) => `${name} ${sqlTypes[type]}`).join(', ');
    await connection.script(
      `CREATE TABLE ${table.name} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, ${columns})`,
    );
    await describe(connection, table);
    const places = table.fields.map(() => '?').join(', ');
    const insert = `INSERT INTO ${table.name} (geom, ${table.fields.map(({ name }) => name).join(', ')}) VALUES (?, ${places})`;
    for (const [index, x] of table.x.entries()) {
      await connection.run(insert, [pointBlob(table.crs.epsg, x, table.y[index] ?? 0), ...table.row(index)]);
    }
    await writeAreaLayer(connection, table);
    await connection.script('COMMIT');
  } finally {
    await connection.close();
  }
}

/** The text is that of ArcGIS, which is well-known text as well; software that knows EPSG codes uses the code. */
async function addCrs(connection: Connection, { epsg, crs, wkt }: WrittenCrs): Promise<void> {
  await connection.run(`INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, NULL)`, [
    crs.name,
    epsg,
    epsg,
    wkt,
  ]);
}

async function describe(connection: Connection, table: LocatedTable): Promise<void> {
  const { crs, x, y, provenance } = table;
  const [west, east] = extentOf(x) ?? [null, null];
  const [south, north] = extentOf(y) ?? [null, null];
  const now = new Date().toISOString();
  await connection.run(
    `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id)
     VALUES (?, 'features', ?, ?, ?, ?, ?, ?, ?, ?)`,
    [table.name, table.name, provenance.attribution, now, west, south, east, north, crs.epsg],
  );
  await connection.run(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', ?, 0, 0)`, [
    table.name,
    crs.epsg,
  ]);
  await connection.run(
    `INSERT INTO gpkg_metadata (id, md_scope, md_standard_uri, mime_type, metadata)
     VALUES (1, 'dataset', 'https://www.w3.org/TR/prov-overview/', 'application/json', ?)`,
    [JSON.stringify(provenance)],
  );
  await connection.run(
    `INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) VALUES ('table', ?, ?, 1)`,
    [table.name, now],
  );
}

/** A point as a GeoPackage geometry: header without envelope (section 2.1.3), then well-known binary; little-endian. */
function pointBlob(srsId: number, x: number, y: number): Uint8Array {
  const bytes = Buffer.alloc(8 + 21);
  bytes.write('GP', 'latin1');
  bytes.writeUInt8(0b0000_0001, 3);
  bytes.writeInt32LE(srsId, 4);
  bytes.writeUInt8(1, 8);
  bytes.writeUInt32LE(1, 9);
  bytes.writeDoubleLE(x, 13);
  bytes.writeDoubleLE(y, 21);
  return bytes;
}

/** The tables of annex C, with two of the three reference systems that section 1.1.2.1.2 asks for; WGS 84 is the third. */
const standardTables = `
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic', 0, 'NONE', 0, 'undefined', NULL);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec131/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec131/#extension_metadata', 'read-write');
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT NULL DEFAULT ''
);
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL, md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata (id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata (id)
);`;
