import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { regrid } from '../../../src/main/engine/export/regrid';
import { mustBeWritten } from '../../../src/main/engine/export/writtenCrs';
import { crsByCode } from '../../../src/main/terrain/geo/crs';
import { fixture } from './folder';

const numbers = z.object({
  place: z.object({ west: z.number(), north: z.number(), pixelWidth: z.number(), pixelHeight: z.number() }),
  width: z.number(),
  height: z.number(),
  /** Which cell of the lattice the centre of each pixel lies in, by PROJ; null: in none. */
  values: z.array(z.number().nullable()),
});
const expected = z
  .record(z.string(), numbers)
  .parse(JSON.parse(readFileSync(fixture('exports', 'regrid.json'), 'utf8')));

test.each(Object.entries(expected))(
  'in %s each pixel has the value of the cell that it lies in',
  async (code, { place, ...grid }) => {
    const lattice = {
      crsCode: 'EPSG:32632',
      originE: 540_000,
      originN: 5_225_040,
      stepM: 240,
      columns: 12,
      rows: 9,
    };
    const cells = Float32Array.from({ length: 12 * 9 }, (_, cell) => cell);
    const { values, ...found } = await regrid(lattice, cells, mustBeWritten(crsByCode(code)));
    expect(found).toMatchObject({ width: grid.width, height: grid.height });
    for (const name of ['west', 'north', 'pixelWidth', 'pixelHeight'] as const)
      expect(found.place[name]).toBeCloseTo(place[name], 6);
    expect(Array.from(values, (value) => (Number.isNaN(value) ? null : value))).toEqual(grid.values);
    // No cell is lost, since pixels are as large as cells, give or take a part in a thousand.
    expect(new Set(grid.values.filter((value) => value !== null)).size).toBe(108);
  },
);
