import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { projectionOf } from '../../../../src/main/terrain/geo/projection';

const folder = join(import.meta.dirname, '../../../fixtures/field');

/** What GDAL 3.10 and PROJ 9.5 read: elevations at middles of pixels, as longitude, latitude, metres. */
const { elevation } = z
  .object({
    elevation: z.record(
      z.string(),
      z.object({
        at: z.array(z.tuple([z.number(), z.number(), z.number()])),
        statedCrs: z.string().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')));

/** Files of this folder whose coordinate system is what they are here for. */
const names = [
  'mercator-2sp.tif',
  'ferro-tm.tif',
  'epsg-2097.tif',
  'metres-tagged-degrees.tif',
  'esri-54009.tif',
  'ellipsoid-code.tif',
  'projection-key.tif',
  'polar-own.tif',
  'arcinfo7.asc',
];

describe.each(names)('%s', (name) => {
  test('elevations are where GDAL and PROJ put them', async () => {
    const { at = [], statedCrs } = elevation[name] ?? {};
    const dtm = await openDtm(join(folder, name), statedCrs === undefined ? {} : { crs: statedCrs });
    const { crs, originX, originY, pixelWidth, pixelHeight } = dtm.metadata;
    expect(at).toHaveLength(3);
    for (const [lonDeg, latDeg, elevationM] of at) {
      const [x, y] = projectionOf(crs).forward(lonDeg, latDeg);
      const column = (x - originX) / pixelWidth;
      const row = (y - originY) / pixelHeight;
      // Expected places are middles of pixels, rounded to centimetres.
      expect(Math.abs((column % 1) - 0.5)).toBeLessThan(0.05);
      expect(Math.abs((row % 1) - 0.5)).toBeLessThan(0.05);
      const [value = NaN] = await dtm.read(Math.floor(column), Math.floor(row), 1, 1);
      expect(value).toBeCloseTo(elevationM, 2);
    }
    await dtm.close();
  });
});

test.each([
  ['esri-54009.tif', 'ESRI:54009'],
  ['epsg-2097.tif', 'EPSG:2097'],
  ['arcinfo7.asc', 'EPSG:32632'],
])('%s is known as %s', async (name, code) => {
  const dtm = await openDtm(join(folder, name));
  expect(dtm.metadata.crs.code).toBe(code);
  await dtm.close();
});
