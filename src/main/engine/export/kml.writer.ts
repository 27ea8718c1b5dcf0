import { AREA_DECIMALS } from './areaFeatures';
import type { Polygon } from './areaPolygons';
import { areaFields } from './areaTable';
import { DEGREE_DECIMALS } from './geojson.writer';
import type { LocatedTable } from './located';
import type { Field } from './pointTable';
import { escapeXml } from './xml';
import { writeBlocks } from './writeBlocks';
import { oneFile, type PlaceWriter } from './writtenFile';

const types: Readonly<Record<Field['type'], string>> = { text: 'string', integer: 'int', real: 'double' };

/**
 * Writes places as KML (OGC 12-007r2): values are typed by a schema (section 9.4), provenance is data of the document; their
 * names, else the first property, name the places. Areas are a folder of polygons.
 * @param table in longitude and latitude
 */
export const writeKml = (path: string, table: LocatedTable): Promise<void> =>
  writeBlocks(path, linesOf(table));

export const writer: PlaceWriter = oneFile(writeKml);

function* linesOf(table: LocatedTable): Iterable<string> {
  const { name, fields, provenance, lonDeg, latDeg, shapes } = table;
  yield [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2">',
    '<Document id="places">',
    `<name>${escapeXml(name.replaceAll('_', '-'))}</name>`,
    `<description>${escapeXml(provenance.attribution)}</description>`,
    ...schema(name, fields),
    ...(shapes.length === 0 ? [] : schema(AREAS, areaFields)),
    `<ExtendedData><Data name="provenance"><value>${escapeXml(JSON.stringify(provenance))}</value></Data></ExtendedData>`,
    '',
  ].join('\n');
  const named = fields.findIndex((field) => field.name === 'name');
  for (const [index, lon] of lonDeg.entries()) {
    const row = table.row(index);
    const point = `<Point><coordinates>${coordinates([lon, latDeg[index] ?? 0], DEGREE_DECIMALS)}</coordinates></Point>`;
    yield placemark(String(row[named] ?? row[0] ?? ''), values(name, fields, row), point);
  }
  if (shapes.length > 0) yield `<Folder><name>${AREAS}</name>\n`;
  for (const { polygons, row } of shapes)
    yield placemark(String(row[0]), values(AREAS, areaFields, row), geometry(polygons));
  if (shapes.length > 0) yield '</Folder>\n';
  yield '</Document>\n</kml>\n';
}

const AREAS = 'areas';

const schema = (name: string, fields: readonly Field[]): string[] => [
  `<Schema name="${name}" id="${name}">`,
  ...fields.map(
    ({ name: field, type, description }) =>
      `<SimpleField type="${types[type]}" name="${field}"><displayName>${escapeXml(description)}</displayName></SimpleField>`,
  ),
  '</Schema>',
];

const placemark = (name: string, data: string, shape: string): string =>
  `<Placemark><name>${escapeXml(name)}</name><ExtendedData>${data}</ExtendedData>${shape}</Placemark>\n`;

function values(name: string, fields: readonly Field[], row: readonly (string | number | null)[]): string {
  const written = fields.map(({ name: field }, column) => {
    const value = row[column] ?? null;
    return value === null ? '' : `<SimpleData name="${field}">${escapeXml(String(value))}</SimpleData>`;
  });
  return `<SchemaData schemaUrl="#${name}">${written.join('')}</SchemaData>`;
}

const coordinates = (place: readonly [number, number], decimals: number): string =>
  place.map((deg) => deg.toFixed(decimals)).join(',');

function geometry(polygons: readonly Polygon[]): string {
  const written = polygons.map((polygon) => {
    const rings = polygon.map((ring, index) => {
      const corners = ring.map((corner) => coordinates(corner, AREA_DECIMALS)).join(' ');
      const boundary = index === 0 ? 'outerBoundaryIs' : 'innerBoundaryIs';
      return `<${boundary}><LinearRing><coordinates>${corners}</coordinates></LinearRing></${boundary}>`;
    });
    return `<Polygon>${rings.join('')}</Polygon>`;
  });
  return written.length === 1 ? written.join('') : `<MultiGeometry>${written.join('')}</MultiGeometry>`;
}
