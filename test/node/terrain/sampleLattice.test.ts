import { expect, test } from 'vitest';
import { latticeForBox, locationsOfCells } from '../../../src/main/terrain/geo/lattice';
import { Terrain } from '../../../src/main/terrain/terrain';
import { degrees, memoryDtm } from './memoryDtm';

/** Smooth terrain with waves of some hundred metres, in degrees around a place. */
function waves(middleLon: number, middleLat: number, size: number, pixel: number) {
  const placement = { width: size, height: size, pixelWidth: pixel, pixelHeight: -pixel };
  const [originX, originY] = [middleLon - (size / 2) * pixel, middleLat + (size / 2) * pixel];
  const elevations = Float32Array.from(
    { length: size * size },
    (_, i) => 1000 + 50 * Math.sin((i % size) / 9) + 30 * Math.cos(Math.floor(i / size) / 7),
  );
  return memoryDtm({ crs: degrees, originX, originY, ...placement }, elevations);
}

test.each([
  ['near the middle latitudes', 9.9, 46.8, 30],
  ['read coarser than its pixels', 9.9, 46.8, 90],
  ['beside the antimeridian', 179.97, -17, 30],
  ['in the polar zone', 20, 85, 30],
])('elevations on a lattice are those at its cells: %s', async (_, lonDeg, latDeg, stepM) => {
  const terrain = await Terrain.of([waves(lonDeg, latDeg, 160, 1 / 3600)], '/nowhere');
  const lattice = latticeForBox(terrain.box, stepM);
  const cells = Array.from({ length: lattice.columns * lattice.rows }, (_, cell) => cell);
  const locations = locationsOfCells(
    lattice,
    cells.map((cell) => cell % lattice.columns),
    cells.map((cell) => Math.floor(cell / lattice.columns)),
  );
  const atCells = await terrain.elevationsAt(locations, stepM);
  const onLattice = await terrain.elevationsOn(lattice);
  await terrain.close();
  let both = 0;
  for (const [cell, elevationM] of atCells.entries()) {
    if (Number.isNaN(elevationM) || Number.isNaN(onLattice[cell])) continue;
    both++;
    // A hundredth of a pixel, on slopes of 0.3; the 2 x 2 samples of a coarser cell may also be rotated by the
    // convergence of meridians.
    if (Math.abs((onLattice[cell] ?? NaN) - elevationM) > 0.15)
      expect([cell, onLattice[cell]]).toEqual([cell, elevationM]);
  }
  const there = atCells.filter((elevationM) => !Number.isNaN(elevationM)).length;
  expect(there).toBeGreaterThan(100);
  expect(both / there).toBeGreaterThan(0.95);
});
