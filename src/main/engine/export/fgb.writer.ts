import { Builder } from 'flatbuffers';
import { magicbytes } from 'flatgeobuf/lib/mjs/constants.js';
import { ColumnType } from 'flatgeobuf/lib/mjs/flat-geobuf/column-type.js';
import { Column } from 'flatgeobuf/lib/mjs/flat-geobuf/column.js';
import { Crs } from 'flatgeobuf/lib/mjs/flat-geobuf/crs.js';
import { Feature } from 'flatgeobuf/lib/mjs/flat-geobuf/feature.js';
import { GeometryType } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js';
import { Geometry } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry.js';
import { Header } from 'flatgeobuf/lib/mjs/flat-geobuf/header.js';
import type { Polygon } from './areaPolygons';
import { areaFields } from './areaTable';
import { extentOf, type LocatedTable } from './located';
import type { Field } from './pointTable';
import { writeBlocks } from './writeBlocks';
import { oneFile, type PlaceWriter } from './writtenFile';

const types: Readonly<Record<Field['type'], ColumnType>> = {
  text: ColumnType.String,
  integer: ColumnType.Int,
  real: ColumnType.Double,
};

/**
 * Writes places as FlatGeobuf 3 without a spatial index. The library's own `serialize` takes columns and their types from the
 * first feature, so that a value that the first place lacks would be lost for all: only its generated tables are used. Areas are
 * polygons in the same layer, which has the columns of both.
 */
export const writeFlatGeobuf = (path: string, table: LocatedTable): Promise<void> =>
  writeBlocks(path, partsOf(table));

export const writer: PlaceWriter = oneFile(writeFlatGeobuf);

function* partsOf(table: LocatedTable): Iterable<Uint8Array> {
  const { fields, shapes } = table;
  const ofAreas = areaFields.filter(
    ({ name }) => shapes.length > 0 && !fields.some((field) => field.name === name),
  );
  const all = [...fields, ...ofAreas];
  yield magicbytes;
  yield header(table, all);
  for (const [index, x] of table.x.entries()) {
    yield feature(all, table.row(index), (builder) => point(builder, [x, table.y[index] ?? NaN]));
  }
  for (const { polygons, row } of shapes) {
    const values = all.map(({ name }) => row[areaFields.findIndex((field) => field.name === name)] ?? null);
    yield feature(all, values, (builder) => multiPolygon(builder, polygons));
  }
}

function header({ name, provenance, crs, x, y, shapes }: LocatedTable, fields: readonly Field[]): Uint8Array {
  const builder = new Builder();
  const columns = fields.map(({ name: field, type, description }) => {
    const [fieldName, text] = [builder.createString(field), builder.createString(description)];
    Column.startColumn(builder);
    Column.addName(builder, fieldName);
    Column.addType(builder, types[type]);
    Column.addDescription(builder, text);
    return Column.endColumn(builder);
  });
  const corners = shapes.flatMap(({ polygons }) => polygons.flat(2));
  const east = extentOf(Float64Array.from([...x, ...corners.map(([each]) => each)]));
  const north = extentOf(Float64Array.from([...y, ...corners.map(([, each]) => each)]));
  const envelope =
    east === null || north === null
      ? null
      : Header.createEnvelopeVector(builder, [east[0], north[0], east[1], north[1]]);
  const columnsVector = Header.createColumnsVector(builder, columns);
  const [org, crsName, wkt] = ['EPSG', crs.crs.name, crs.wkt].map((text) => builder.createString(text));
  Crs.startCrs(builder);
  Crs.addOrg(builder, org ?? 0);
  Crs.addCode(builder, crs.epsg);
  Crs.addName(builder, crsName ?? 0);
  Crs.addWkt(builder, wkt ?? 0);
  const crsTable = Crs.endCrs(builder);
  const [tableName, description, metadata] = [name, provenance.attribution, JSON.stringify(provenance)].map(
    (text) => builder.createString(text),
  );
  Header.startHeader(builder);
  Header.addName(builder, tableName ?? 0);
  if (envelope !== null) Header.addEnvelope(builder, envelope);
  Header.addGeometryType(builder, shapes.length === 0 ? GeometryType.Point : GeometryType.Unknown);
  Header.addColumns(builder, columnsVector);
  Header.addFeaturesCount(builder, BigInt(x.length + shapes.length));
  Header.addIndexNodeSize(builder, 0);
  Header.addCrs(builder, crsTable);
  Header.addDescription(builder, description ?? 0);
  Header.addMetadata(builder, metadata ?? 0);
  builder.finishSizePrefixed(Header.endHeader(builder));
  return builder.asUint8Array();
}

function feature(
  fields: readonly Field[],
  row: readonly (string | number | null)[],
  shape: (builder: Builder) => number,
): Uint8Array {
  const builder = new Builder();
  const geometry = shape(builder);
  const properties = Feature.createPropertiesVector(
    builder,
    Buffer.concat(fields.map(({ type }, column) => property(column, type, row[column] ?? null))),
  );
  Feature.startFeature(builder);
  Feature.addGeometry(builder, geometry);
  Feature.addProperties(builder, properties);
  builder.finishSizePrefixed(Feature.endFeature(builder));
  return builder.asUint8Array();
}

function point(builder: Builder, place: readonly [number, number]): number {
  const xy = Geometry.createXyVector(builder, [...place]);
  Geometry.startGeometry(builder);
  Geometry.addXy(builder, xy);
  Geometry.addType(builder, GeometryType.Point);
  return Geometry.endGeometry(builder);
}

function multiPolygon(builder: Builder, polygons: readonly Polygon[]): number {
  const parts = polygons.map((polygon) => {
    const xy = Geometry.createXyVector(builder, polygon.flat(2));
    // Where each ring ends, counted in corners.
    let end = 0;
    const ends = Geometry.createEndsVector(
      builder,
      polygon.map((ring) => (end += ring.length)),
    );
    Geometry.startGeometry(builder);
    Geometry.addEnds(builder, ends);
    Geometry.addXy(builder, xy);
    Geometry.addType(builder, GeometryType.Polygon);
    return Geometry.endGeometry(builder);
  });
  const partsVector = Geometry.createPartsVector(builder, parts);
  Geometry.startGeometry(builder);
  Geometry.addType(builder, GeometryType.MultiPolygon);
  Geometry.addParts(builder, partsVector);
  return Geometry.endGeometry(builder);
}

/** A value after the number of its column; nothing for null, which is how the format expresses it. */
function property(column: number, type: Field['type'], value: string | number | null): Uint8Array {
  if (value === null) return new Uint8Array(0);
  const text = type === 'text' ? Buffer.from(String(value), 'utf8') : null;
  const bytes = Buffer.alloc(2 + (text === null ? (type === 'integer' ? 4 : 8) : 4 + text.length));
  bytes.writeUInt16LE(column, 0);
  if (text !== null) {
    bytes.writeUInt32LE(text.length, 2);
    text.copy(bytes, 6);
  } else if (type === 'integer') bytes.writeInt32LE(Number(value), 2);
  else bytes.writeDoubleLE(Number(value), 2);
  return bytes;
}
