import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openDtm } from '../../../../src/main/terrain/dtm/openDtm';
import { boxOf, fixture, readAll } from './fixtures';

/** What GDAL reads from the files that test/fixtures/dtm/formats.py wrote. */
const expected = z
  .record(
    z.string(),
    z.object({
      width: z.number(),
      height: z.number(),
      /** West, south, east, north: outer edges. */
      box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      epsg: z.number().nullable(),
      /** Elevations by band, null where there are none. */
      bands: z.array(z.array(z.number().nullable())),
    }),
  )
  .parse(JSON.parse(readFileSync(fixture('formats/expected.json'), 'utf8')));

test.each(Object.keys(expected))('%s is read as GDAL reads it', async (name) => {
  const file = expected[name];
  if (file === undefined) throw new Error(`nothing is expected of ${name}`);
  const isPlaced = !/\.(?:asc|grd|flt|txt)$|gtopo/.test(name);
  for (const [band, values] of file.bands.entries()) {
    const dtm = await openDtm(fixture(`formats/${name}`), {
      ...(isPlaced ? {} : { crs: `EPSG:${file.epsg ?? ''}` }),
      ...(file.bands.length > 1 ? { band } : {}),
    });
    const { metadata } = dtm;
    expect(metadata).toMatchObject({ width: file.width, height: file.height, bandCount: file.bands.length });
    expect(metadata.crs.code).toBe(`EPSG:${file.epsg ?? ''}`);
    boxOf(dtm).forEach((edge, side) => {
      expect(edge).toBeCloseTo(file.box[side] ?? NaN, 9);
    });
    expect([...(await readAll(dtm))].map((value) => (Number.isNaN(value) ? null : value))).toEqual(values);
    await dtm.close();
  }
});
