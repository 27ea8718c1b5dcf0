import { expect, test } from 'vitest';
import { TOO_FLAT } from '../../../src/shared/terrain/flatGround';
import { differences } from '../../../src/main/engine/labelling/compareHeads';
import { FLAT } from '../../../src/main/layers/maps/asked';
import { strongestPlaces } from '../../../src/main/layers/maps/strongestPlaces';
import { latticeForBox, locationsOfCells } from '../../../src/main/terrain/geo/lattice';

const box = { westDeg: 9.47, southDeg: 47.14, eastDeg: 9.535, northDeg: 47.165 };

test('a cell beside flat terrain is not a detection: it may be the flank of one inside', () => {
  const map = Float32Array.from([
    ...[0.1, 0.1, 0.1, 0.1, 0.1],
    ...[0.1, 0.9, 0.1, 0.8, FLAT],
    ...[0.1, 0.1, 0.1, 0.1, FLAT],
  ]);
  const lattice = { ...latticeForBox(box, 120), columns: 5, rows: 3 };
  const [lonDeg, latDeg] = locationsOfCells(lattice, [1], [1]);
  expect(strongestPlaces(map, lattice, 0.5, 120)).toEqual([{ lonDeg, latDeg, score: Math.fround(0.9) }]);
});

test('heads are not compared where either finds the terrain too flat', () => {
  const lattice = { crsCode: 'EPSG:32632', originE: 0, originN: 0, stepM: 120, columns: 4, rows: 1 };
  const less = differences(
    { lattice, values: Float32Array.of(0.25, TOO_FLAT, 0.25, TOO_FLAT) },
    { lattice, values: Float32Array.of(0.75, 0.75, TOO_FLAT, TOO_FLAT) },
  );
  expect([...less]).toEqual([0.5, NaN, NaN, NaN]);
});
