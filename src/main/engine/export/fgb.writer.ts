import { Builder } from 'flatbuffers';
import { magicbytes } from 'flatgeobuf/lib/mjs/constants.js';
import { ColumnType } from 'flatgeobuf/lib/mjs/flat-geobuf/column-type.js';
import { Column } from 'flatgeobuf/lib/mjs/flat-geobuf/column.js';
import { Crs } from 'flatgeobuf/lib/mjs/flat-geobuf/crs.js';
import { Feature } from 'flatgeobuf/lib/mjs/flat-geobuf/feature.js';
import { GeometryType } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js';
import { Geometry } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry.js';
import { Header } from 'flatgeobuf/lib/mjs/flat-geobuf/header.js';
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
 * first feature, so that a value that the first place lacks would be lost for all: only its generated tables are used.
 */
export const writeFlatGeobuf = (path: string, table: LocatedTable): Promise<void> =>
  writeBlocks(path, partsOf(table));

export const writer: PlaceWriter = oneFile(writeFlatGeobuf);

function* partsOf(table: LocatedTable): Iterable<Uint8Array> {
  yield magicbytes;
  yield header(table);
  for (const [index, x] of table.x.entries()) {
    yield feature(table.fields, table.row(index), [x, table.y[index] ?? NaN]);
  }
}

function header({ name, fields, provenance, crs, x, y }: LocatedTable): Uint8Array {
  const builder = new Builder();
  const columns = fields.map(({ name: field, type, description }) => {
    const [fieldName, text] = [builder.createString(field), builder.createString(description)];
    Column.startColumn(builder);
    Column.addName(builder, fieldName);
    Column.addType(builder, types[type]);
    Column.addDescription(builder, text);
    return Column.endColumn(builder);
  });
  const [east, north] = [extentOf(x), extentOf(y)];
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
  Header.addGeometryType(builder, GeometryType.Point);
  Header.addColumns(builder, columnsVector);
  Header.addFeaturesCount(builder, BigInt(x.length));
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
  place: readonly [number, number],
): Uint8Array {
  const builder = new Builder();
  const xy = Geometry.createXyVector(builder, [...place]);
  Geometry.startGeometry(builder);
  Geometry.addXy(builder, xy);
  Geometry.addType(builder, GeometryType.Point);
  const geometry = Geometry.endGeometry(builder);
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
