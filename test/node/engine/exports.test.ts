import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { csvLines } from '../../../src/main/engine/export/csv.writer';
import { wgs84 } from '../../../src/main/engine/export/writtenCrs';
import { Connection } from '../../../src/main/engine/store/database';
import { ExportProject } from './exportProject';
import { temporaryFolder } from './folder';
import { never } from './workbench';

const folder = temporaryFolder();
const project = new ExportProject(folder);
const { handlers } = project;

const exportPoints = async (kind: 'run' | 'labels', path: string): Promise<number> =>
  handlers.exports.points(
    { source: kind === 'run' ? { kind, runId: project.detected.id } : { kind }, path },
    never(),
  );

describe('points', () => {
  test('the file name must give the format', async () => {
    await expect(exportPoints('run', join(folder, 'peaks.xlsx'))).rejects.toThrow(
      /\.geojson, \.gpkg, \.csv, \.shp, \.kml or \.fgb/,
    );
  });

  test('CSV has a line for each detection, with a description file beside it', async () => {
    const path = join(folder, 'peaks.csv');
    const written = await exportPoints('run', path);
    const columns = await handlers.detections.list({ runId: project.detected.id }, never());
    const [names, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(names).toBe('lon_deg,lat_deg,class,probability,radius_m,encoder,head,dtm,created');
    expect(lines).toHaveLength(written);
    expect(written).toBe(columns.probability.length);
    for (const [index, line] of lines.entries()) {
      const [lonDeg, latDeg, classId, probability, radiusM] = line.split(',');
      expect(Number(lonDeg)).toBeCloseTo(columns.lonDeg[index] ?? NaN, 6);
      expect(Number(latDeg)).toBeCloseTo(columns.latDeg[index] ?? NaN, 6);
      expect(Number(probability)).toBeCloseTo(columns.probability[index] ?? NaN, 4);
      expect([classId, radiusM]).toEqual(['peak', '240']);
    }
    const description = z
      .object({ url: z.string(), 'dc:provenance': z.string() })
      .parse(JSON.parse(readFileSync(`${path}-metadata.json`, 'utf8')));
    expect(description.url).toBe('peaks.csv');
    const provenance = z
      .object({
        project: z.string(),
        threshold: z.number(),
        radii_m: z.array(z.number()),
        attribution: z.string(),
      })
      .parse(JSON.parse(description['dc:provenance']));
    expect(provenance).toMatchObject({ project: 'export.topo2vec', threshold: 0.6, radii_m: [240] });
    expect(provenance.attribution).toContain('OpenStreetMap');
  });

  test('a GeoPackage holds the labels as points, with their signs and provenance', async () => {
    const path = join(folder, 'labels.gpkg');
    await handlers.labels.add(
      { lonDeg: 9.5123, latDeg: 47.1456, classId: 'saddle', positive: false },
      never(),
    );
    const written = await exportPoints('labels', path);
    const labels = await handlers.labels.list(undefined, never());
    expect(written).toBe(labels.ids.length);
    const file = await Connection.open(path, 'read');
    try {
      const rows = await file.all(
        z.object({ class: z.string(), positive: z.number(), source: z.string(), geom: z.instanceof(Buffer) }),
        'SELECT class, positive, source, geom FROM labels WHERE positive = 0',
      );
      expect(rows).toHaveLength(1);
      const [row] = rows;
      expect(row).toMatchObject({ class: 'saddle', positive: 0, source: 'hand' });
      // "GP", version 0, little-endian without envelope, SRS 4326; then WKB of a point (OGC 06-103r4, section 8.2).
      expect(row?.geom.subarray(0, 13).toString('hex')).toBe('47500001e61000000101000000');
      expect(row?.geom.readDoubleLE(13)).toBe(9.5123);
      expect(row?.geom.readDoubleLE(21)).toBe(47.1456);
      const contents = await file.get(
        z.object({ data_type: z.string(), srs_id: z.number(), min_x: z.number(), max_y: z.number() }),
        'SELECT data_type, srs_id, min_x, max_y FROM gpkg_contents',
      );
      expect(contents).toEqual({
        data_type: 'features',
        srs_id: 4326,
        min_x: Math.min(...labels.lonDeg),
        max_y: Math.max(...labels.latDeg),
      });
      const provenance = await file.get(
        z.object({ metadata: z.string() }),
        'SELECT metadata FROM gpkg_metadata',
      );
      expect(JSON.parse(provenance?.metadata ?? '')).toMatchObject({ software: 'Topo2Vec Workbench' });
    } finally {
      await file.close();
    }
  });

  test('a text with commas, quotes and line ends stays one cell of CSV', () => {
    const lines = csvLines({
      crs: wgs84(),
      fields: [
        { name: 'a', type: 'text', description: '' },
        { name: 'b', type: 'integer', description: '' },
      ],
      lonDeg: Float64Array.of(9.5, -0.25),
      latDeg: Float64Array.of(47.1, -10),
      x: Float64Array.of(9.5, -0.25),
      y: Float64Array.of(47.1, -10),
      row: (index) => (index === 0 ? ['odd, "one"\n', 1] : [null, -2]),
    });
    expect([...lines].join('')).toBe(
      'lon_deg,lat_deg,a,b\r\n9.500000,47.100000,"odd, ""one""\n",1\r\n-0.250000,-10.000000,,-2\r\n',
    );
  });
});
