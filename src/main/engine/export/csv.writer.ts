import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DEGREE_DECIMALS } from './geojson.writer';
import type { LocatedTable } from './located';
import { writeBlocks } from './writeBlocks';
import type { PlaceWriter } from './writtenFile';

/** Decimals of metres and feet. */
const METRE_DECIMALS = 2;

/** The values, and their description beside them. */
export const writer: PlaceWriter = (path, table) => [
  { path, write: (beside) => writeBlocks(beside, csvLines(table)) },
  { path: csvMetadataPath(path), write: (beside) => writeCsvMetadata(beside, path, table) },
];

/**
 * Places as comma-separated values (RFC 4180) with a line of names: longitude and latitude on WGS 84, or else x, y and the code
 * of their CRS.
 */
export function* csvLines({
  crs,
  x,
  y,
  fields,
  row,
}: Omit<LocatedTable, 'name' | 'provenance' | 'shapes'>): Iterable<string> {
  const isWgs84 = crs.epsg === 4326;
  const place = isWgs84 ? ['lon_deg', 'lat_deg'] : ['x', 'y', 'crs'];
  yield `${[...place, ...fields.map(({ name }) => name)].join(',')}\r\n`;
  const decimals = crs.crs.geographic ? DEGREE_DECIMALS : METRE_DECIMALS;
  for (const [index, east] of x.entries()) {
    const coordinates = [east, y[index] ?? 0].map((value) => value.toFixed(decimals));
    const code = isWgs84 ? [] : [crs.crs.code];
    yield `${[...coordinates, ...code, ...row(index).map(cell)].join(',')}\r\n`;
  }
}

/** Path of the description of a CSV file (W3C, Model for Tabular Data and Metadata on the Web, section 5.3). */
const csvMetadataPath = (path: string): string => `${path}-metadata.json`;

/** Describes a CSV file after the W3C's Metadata Vocabulary for Tabular Data, provenance included: CSV has no room for it. */
async function writeCsvMetadata(path: string, csvPath: string, table: LocatedTable): Promise<void> {
  const datatypes = { text: 'string', integer: 'integer', real: 'number' } as const;
  const { crs } = table.crs;
  const number = (name: string, description: string): object => ({
    name,
    datatype: 'number',
    'dc:description': description,
  });
  const place =
    table.crs.epsg === 4326
      ? [number('lon_deg', 'Longitude, degrees, WGS 84'), number('lat_deg', 'Latitude, degrees, WGS 84')]
      : [
          number('x', `Easting, ${crs.name}`),
          number('y', `Northing, ${crs.name}`),
          { name: 'crs', datatype: 'string', 'dc:description': 'Code of the coordinate reference system' },
        ];
  const metadata = {
    '@context': 'http://www.w3.org/ns/csvw',
    url: basename(csvPath),
    'dc:title': table.name.replaceAll('_', '-'),
    'dc:source': table.provenance.attribution,
    'dc:provenance': JSON.stringify(table.provenance),
    tableSchema: {
      columns: [
        ...place,
        ...table.fields.map(({ name, type, description }) => ({
          name,
          datatype: datatypes[type],
          'dc:description': description,
        })),
      ],
    },
  };
  await writeFile(path, `${JSON.stringify(metadata, null, 2)}\n`);
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const written = String(value);
  return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}
