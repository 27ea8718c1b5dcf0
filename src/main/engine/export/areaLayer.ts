import type { AreaInfo } from '../../../shared/contract/areas';
import { ringsBox } from '../../../shared/geo/rings';
import type { Connection } from '../store/database';
import { areaPolygons } from './areaPolygons';
import { cutRings } from './cutRings';

/** Well-known binary's codes (OGC 06-103r4, table 7). */
const POLYGON = 3;
const MULTI_POLYGON = 6;

/**
 * Adds a layer `areas` of polygons in WGS 84 to a GeoPackage that has the standard's tables.
 * @param areas none: no layer
 */
export async function writeAreaLayer(connection: Connection, areas: readonly AreaInfo[]): Promise<void> {
  if (areas.length === 0) return;
  const [west, south, east, north] = ringsBox(areas.flatMap(({ rings }) => cutRings(rings).flat()));
  await connection.script(`CREATE TABLE areas (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON,
    class TEXT, positive INTEGER, source TEXT, area INTEGER, places INTEGER)`);
  await connection.run(
    `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id)
     VALUES ('areas', 'features', 'areas', 'Ground that is of a class all over, or has none of it', ?, ?, ?, ?, ?, 4326)`,
    [new Date().toISOString(), west, south, east, north],
  );
  await connection.run(
    `INSERT INTO gpkg_geometry_columns VALUES ('areas', 'geom', 'MULTIPOLYGON', 4326, 0, 0)`,
  );
  for (const { id, classId, positive, source, places, rings } of areas) {
    await connection.run(
      'INSERT INTO areas (geom, class, positive, source, area, places) VALUES (?, ?, ?, ?, ?, ?)',
      [multiPolygonBlob(areaPolygons(rings)), classId, positive ? 1 : 0, source, id, places],
    );
  }
}

/** A GeoPackage geometry: header without envelope (section 2.1.3), then well-known binary; little-endian. */
function multiPolygonBlob(
  polygons: readonly (readonly (readonly (readonly [number, number])[])[])[],
): Uint8Array {
  const header = Buffer.alloc(8);
  header.write('GP', 'latin1');
  header.writeUInt8(0b0000_0001, 3);
  header.writeInt32LE(4326, 4);
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
