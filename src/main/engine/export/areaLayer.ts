import type { Connection } from '../store/database';
import type { Polygon } from './areaPolygons';
import { areaFields } from './areaTable';
import { extentOf, type LocatedTable } from './located';
import { sqlTypes } from './sqlTypes';

/** Well-known binary's codes (OGC 06-103r4, table 7). */
const POLYGON = 3;
const MULTI_POLYGON = 6;

/**
 * Adds a layer `areas` of polygons to a GeoPackage that has the standard's tables and the CRS.
 * @param table without areas: no layer
 */
export async function writeAreaLayer(
  connection: Connection,
  { crs, shapes }: Pick<LocatedTable, 'crs' | 'shapes'>,
): Promise<void> {
  if (shapes.length === 0) return;
  const corners = shapes.flatMap(({ polygons }) => polygons.flat(2));
  const [west = 0, east = 0] = extentOf(Float64Array.from(corners, ([x]) => x)) ?? [];
  const [south = 0, north = 0] = extentOf(Float64Array.from(corners, ([, y]) => y)) ?? [];
  const columns = areaFields.map(({ name, type }) => `${name} ${sqlTypes[type]}`).join(', ');
  await connection.script(
    `CREATE TABLE areas (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON, ${columns})`,
  );
  await connection.run(
    `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id)
     VALUES ('areas', 'features', 'areas', 'Areas of which a class covers all, or none', ?, ?, ?, ?, ?, ?)`,
    [new Date().toISOString(), west, south, east, north, crs.epsg],
  );
  await connection.run(
    `INSERT INTO gpkg_geometry_columns VALUES ('areas', 'geom', 'MULTIPOLYGON', ?, 0, 0)`,
    [crs.epsg],
  );
  const names = areaFields.map(({ name }) => name).join(', ');
  for (const { polygons, row } of shapes) {
    await connection.run(
      `INSERT INTO areas (geom, ${names}) VALUES (?, ${areaFields.map(() => '?').join(', ')})`,
      [multiPolygonBlob(crs.epsg, polygons), ...row],
    );
  }
}

/** A GeoPackage geometry: header without envelope (section 2.1.3), then well-known binary; little-endian. */
function multiPolygonBlob(srsId: number, polygons: readonly Polygon[]): Uint8Array {
  const header = Buffer.alloc(8);
  header.write('GP', 'latin1');
  header.writeUInt8(0b0000_0001, 3);
  header.writeInt32LE(srsId, 4);
  const parts = [header, wkbHead(MULTI_POLYGON, polygons.length)];
  for (const polygon of polygons) {
    parts.push(wkbHead(POLYGON, polygon.length));
    for (const ring of polygon) {
      const count = Buffer.alloc(4);
      count.writeUInt32LE(ring.length);
      const corners = Buffer.alloc(16 * ring.length);
      for (const [index, value] of ring.flat().entries()) corners.writeDoubleLE(value, 8 * index);
      parts.push(count, corners);
    }
  }
  return Buffer.concat(parts);
}

/** Byte order, type, and how many parts follow. */
function wkbHead(type: number, count: number): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(1);
  head.writeUInt32LE(type, 1);
  head.writeUInt32LE(count, 5);
  return head;
}
