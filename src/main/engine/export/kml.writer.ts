import { DEGREE_DECIMALS } from './geojson.writer';
import type { Field, PointTable } from './pointTable';
import { escapeXml } from './xml';
import { writeBlocks } from './writeBlocks';
import { oneFile, type PlaceWriter } from './writtenFile';

const types: Readonly<Record<Field['type'], string>> = { text: 'string', integer: 'int', real: 'double' };

/**
 * Writes places as KML (OGC 12-007r2): values are typed by a schema (section 9.4), provenance is data of the document; their
 * names, else the first property, name the places.
 */
export const writeKml = (path: string, table: PointTable): Promise<void> => writeBlocks(path, linesOf(table));

export const writer: PlaceWriter = oneFile(writeKml);

function* linesOf(table: PointTable): Iterable<string> {
  const { name, fields, provenance, lonDeg, latDeg } = table;
  yield [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<kml xmlns="http://www.opengis.net/kml/2.2">',
    '<Document id="places">',
    `<name>${escapeXml(name.replaceAll('_', '-'))}</name>`,
    `<description>${escapeXml(provenance.attribution)}</description>`,
    `<Schema name="${name}" id="${name}">`,
    ...fields.map(
      ({ name: field, type, description }) =>
        `<SimpleField type="${types[type]}" name="${field}"><displayName>${escapeXml(description)}</displayName></SimpleField>`,
    ),
    '</Schema>',
    `<ExtendedData><Data name="provenance"><value>${escapeXml(JSON.stringify(provenance))}</value></Data></ExtendedData>`,
    '',
  ].join('\n');
  const named = fields.findIndex((field) => field.name === 'name');
  for (const [index, lon] of lonDeg.entries()) {
    const row = table.row(index);
    const place = [lon, latDeg[index] ?? 0].map((deg) => deg.toFixed(DEGREE_DECIMALS)).join(',');
    const values = fields.map(({ name: field }, column) => {
      const value = row[column] ?? null;
      return value === null ? '' : `<SimpleData name="${field}">${escapeXml(String(value))}</SimpleData>`;
    });
    yield `<Placemark><name>${escapeXml(String(row[named] ?? row[0] ?? ''))}</name><ExtendedData><SchemaData schemaUrl="#${name}">${values.join('')}</SchemaData></ExtendedData><Point><coordinates>${place}</coordinates></Point></Placemark>\n`;
  }
  yield '</Document>\n</kml>\n';
}
