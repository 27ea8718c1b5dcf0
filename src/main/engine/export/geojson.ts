import { open } from 'node:fs/promises';
import { areaFeatures } from './areaFeatures';
import type { PointTable } from './points';

/** Decimals of degrees: 0.000001 degrees are 0.1 m. */
export const DEGREE_DECIMALS = 6;

/** Writes places as a GeoJSON feature collection (RFC 7946); provenance and attribution are foreign members (section 6.1). */
export async function writeGeojson(path: string, table: PointTable): Promise<void> {
  const { attribution, ...provenance } = table.provenance;
  const head = { type: 'FeatureCollection', attribution, provenance };
  const file = await open(path, 'w');
  try {
    await file.write(`${JSON.stringify(head).slice(0, -1)},"features":[`);
    for (const lines of linesOf(table)) await file.write(lines);
    await file.write('\n]}\n');
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Features in blocks of lines: a write for each would take longer than the rest. */
function* linesOf(table: PointTable): Iterable<string> {
  const names = table.fields.map(({ name }) => name);
  let lines = '';
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
    lines += `${index === 0 ? '' : ','}\n${JSON.stringify(feature)}`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  for (const feature of areaFeatures(table.areas ?? [])) lines += `,\n${JSON.stringify(feature)}`;
  yield lines;
}
