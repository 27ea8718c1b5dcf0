import { areaFeatures } from './areaFeatures';
import type { PointTable } from './pointTable';
import { writeBlocks } from './writeBlocks';
import { oneFile, type PlaceWriter } from './writtenFile';

/** Decimals of degrees: 0.000001 degrees are 0.1 m. */
export const DEGREE_DECIMALS = 6;

export const writer: PlaceWriter = oneFile(writeGeojson);

/** Writes places as a GeoJSON feature collection (RFC 7946); provenance and attribution are foreign members (section 6.1). */
export async function writeGeojson(path: string, table: PointTable): Promise<void> {
  const { attribution, ...provenance } = table.provenance;
  await writeBlocks(path, linesOf(table, { type: 'FeatureCollection', attribution, provenance }));
}

function* linesOf(table: PointTable, head: object): Iterable<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"features":[`;
  const names = table.fields.map(({ name }) => name);
  for (const [index, lonDeg] of table.lonDeg.entries()) {
    const values = table.row(index);
    const feature = {
      type: 'Feature',
      geometry: {
        type: 'Point',
        coordinates: [lonDeg, table.latDeg[index] ?? 0].map((deg) => Number(deg.toFixed(DEGREE_DECIMALS))),
      },
      properties: Object.fromEntries(names.map((name, field) => [name, values[field] ?? null])),
    };
    yield `${index === 0 ? '' : ','}\n${JSON.stringify(feature)}`;
  }
  for (const feature of areaFeatures(table.areas ?? [])) yield `,\n${JSON.stringify(feature)}`;
  yield '\n]}\n';
}
