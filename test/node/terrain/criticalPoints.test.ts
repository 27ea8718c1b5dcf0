import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceM } from '../../../src/main/terrain/geo/distance';
import { criticalPoints, mostPersistent } from '../../../src/main/terrain/landforms/criticalPoints';
import { cellMapper } from '../../../src/main/terrain/geo/lattice';
import { prominentSummits } from '../../../src/main/terrain/landforms/prominence';
import { criticalKinds } from '../../../src/shared/terrain/surroundings';
import { at, MIDDLE_E, MIDDLE_N } from './utmTerrain';

describe('critical points', () => {
  const grids = fc.record({
    columns: fc.integer({ min: 3, max: 9 }),
    values: fc.array(fc.oneof({ weight: 15, arbitrary: fc.integer({ min: -4, max: 9 }) }, fc.constant(NaN)), {
      minLength: 72,
      maxLength: 72,
    }),
    east: fc.double({ min: -100, max: 500, noNaN: true }),
    north: fc.double({ min: -100, max: 1000, noNaN: true }),
    withinM: fc.double({ min: 1, max: 300, noNaN: true }),
  });

  it('are those of a flood, passes by the lower summit, pits inverted; the most persistent is found', async () => {
    await fc.assert(
      fc.asyncProperty(grids, async ({ columns, values, east, north, withinM }) => {
        const rows = Math.floor(72 / columns);
        const elevationsM = Float32Array.from(values.slice(0, columns * rows));
        const lattice = {
          crsCode: 'EPSG:32632',
          originE: MIDDLE_E,
          originN: MIDDLE_N,
          stepM: 40,
          columns,
          rows,
        };
        const ground = await criticalPoints({ lattice, elevationsM });
        const up = await prominentSummits(elevationsM, columns);
        const down = await prominentSummits(
          elevationsM.map((value) => -value),
          columns,
        );
        const most = (cells: ArrayLike<number>, persistencesM: Float32Array): [number, number][] =>
          Array.from({ length: rows * columns }, (_, cell): [number, number] => [
            cell,
            persistencesM.reduce((best, value, i) => (cells[i] === cell ? Math.max(best, value) : best), 0),
          ]).filter(([, value]) => value > 0);
        const expected = {
          summit: most(up.cells, up.prominencesM),
          pass: most(up.saddles, up.prominencesM),
          pit: most(down.cells, down.prominencesM),
        };
        const [lonDeg = NaN, latDeg = NaN] = at(east, north - 300);
        const cell = cellMapper(lattice)(lonDeg, latDeg);
        for (const kind of criticalKinds) {
          const { cells, persistencesM, locations } = ground[kind];
          expect(Array.from(cells, (cell, i) => [cell, persistencesM[i]])).toEqual(expected[kind]);
          const within = Array.from(persistencesM, (value, i) =>
            distanceM(lonDeg, latDeg, locations[2 * i] ?? NaN, locations[2 * i + 1] ?? NaN) <= withinM
              ? value
              : 0,
          );
          const [, found = -1] = mostPersistent(ground[kind], lattice, [lonDeg, latDeg], cell, [0, withinM]);
          expect(persistencesM[found] ?? 0).toBe(Math.max(0, ...within));
        }
      }),
      { numRuns: 100 },
    );
  });
});
