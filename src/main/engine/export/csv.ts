import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { DEGREE_DECIMALS } from './geojson';
import type { PointTable } from './points';

/** Places as comma-separated values (RFC 4180) with a line of names. */
export function csvText(table: Omit<PointTable, 'name' | 'provenance'>): string {
  const lines = [['lon_deg', 'lat_deg', ...table.fields.map(({ name }) => name)].join(',')];
  for (const [index, lonDeg] of table.lonDeg.entries()) {
    const place = [lonDeg, table.latDeg[index] ?? 0].map((deg) => deg.toFixed(DEGREE_DECIMALS));
    lines.push([...place, ...table.row(index).map(cell)].join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}

export const writeCsv = (path: string, table: PointTable): Promise<void> =>
  writeFile(path, csvText(table), { flush: true });

/** Where the description of a CSV file stands (W3C, Model for Tabular Data and Metadata on the Web, section 5.3). */
export const csvMetadataPath = (path: string): string => `${path}-metadata.json`;

/** Describes a CSV file after the W3C's Metadata Vocabulary for Tabular Data, provenance included: CSV has no room for it. */
export async function writeCsvMetadata(path: string, csvPath: string, table: PointTable): Promise<void> {
  const datatypes = { text: 'string', integer: 'integer', real: 'number' } as const;
  const degrees = (name: string, word: string): object => ({
    name,
    datatype: 'number',
    'dc:description': `${word}, degrees, WGS 84`,
  });
  const metadata = {
    '@context': 'http://www.w3.org/ns/csvw',
    url: basename(csvPath),
    'dc:title': table.name.replaceAll('_', '-'),
    'dc:source': table.provenance.attribution,
    'dc:provenance': JSON.stringify(table.provenance),
    tableSchema: {
      columns: [
        degrees('lon_deg', 'Longitude'),
        degrees('lat_deg', 'Latitude'),
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
