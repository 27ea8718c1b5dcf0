import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { geomorphons, lookOut } from '../../../src/main/terrain/landforms/geomorphon';
import { landformsOfGrid } from '../../../src/main/terrain/landforms/landformGrid';
import { landforms } from '../../../src/shared/terrain/landforms';
import { jsonFixture } from './fixtures';
import { patchOf, rough, SPACING_M, turned } from './madePatches';

const formOf = (patch: Float32Array, flatnessDeg?: number): string | undefined => {
  const [code] = geomorphons(patch, SPACING_M, flatnessDeg);
  return landforms.find((form) => form.code === code)?.name;
};

const mirrored = (patch: Float32Array): Float32Array =>
  patch.map((_, i) => patch[Math.floor(i / 17) * 17 + 16 - (i % 17)] ?? NaN);

const grassGround = jsonFixture(
  'terrain/geomorphons.json',
  z.object({
    spacingM: z.number(),
    columns: z.number(),
    elevationsM: z.array(z.number()),
    forms: z.array(z.number()),
  }),
);

/** The cells of a grid that are 8 cells or more from its edges. */
const innerOf = (values: Float32Array | Uint8Array, columns: number): number[] =>
  [...values].filter((_, cell) => {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    return Math.min(column, row, columns - 1 - column, values.length / columns - 1 - row) >= 8;
  });

/** The patches around them. */
function patchesOf(grid: Float32Array, columns: number): Float32Array {
  const middles = innerOf(
    grid.map((_, cell) => cell),
    columns,
  );
  return Float32Array.from(
    middles.flatMap((middle) =>
      Array.from(
        { length: 289 },
        (_, i) => grid[middle + (Math.floor(i / 17) - 8) * columns + (i % 17) - 8] ?? NaN,
      ),
    ),
  );
}

describe('geomorphons', () => {
  // Each surface states how many of the eight lines of sight look up and down; the form follows from the paper's
  // figure 4.
  it.each<[string, string, (east: number, north: number) => number]>([
    ['a level plain: none', 'Flat', () => 500],
    ['a plain with less relief than the flatness: none', 'Flat', (east) => 0.1 * east],
    ['a cone: 8 down', 'Summit', (east, north) => -10 * Math.hypot(east, north)],
    ['a funnel: 8 up', 'Pit', (east, north) => 10 * Math.hypot(east, north)],
    ['a level roof: 6 down, 2 level', 'Ridge', (east) => -10 * Math.abs(east)],
    ['a level trough: 6 up, 2 level', 'Valley', (east) => 10 * Math.abs(east)],
    ['an inclined plane: 3 up, 3 down, 2 level', 'Slope', (east) => 10 * east],
    ['the edge of a plateau: 3 down, 5 level', 'Shoulder', (east) => -10 * Math.max(0, east)],
    ['the foot of a hillside: 3 up, 5 level', 'Footslope', (east) => 10 * Math.max(0, east)],
    ['a ridge that leads down: 1 up, 7 down', 'Ridge', (east, north) => 10 * (north - 3 * Math.abs(east))],
    ['a roof along a slope: 3 up, 5 down', 'Spur', (east, north) => 10 * (north - Math.abs(east)) + north],
    ['a gully along a slope: 5 up, 3 down', 'Hollow', (east, north) => 10 * (north + Math.abs(east)) + north],
    [
      'a pass between two summits: 4 up, 4 down',
      'Slope',
      (east, north) => east * east - north * north + east * north,
    ],
  ])('of %s is %s', (_, form, surface) => {
    expect(formOf(patchOf(surface))).toBe(form);
  });

  it('looks no further than the radius', () => {
    const walls = (reach: number): Float32Array =>
      patchOf((east, north) => (Math.max(Math.abs(east), Math.abs(north)) === reach ? 1000 : 0));
    // The diagonals end 8 spacings away, which is before their sixth step: 4 up and 4 level, or 8 up.
    expect(formOf(walls(8))).toBe('Footslope');
    expect(formOf(walls(5))).toBe('Pit');
    expect(formOf(walls(6))).toBe('Footslope');
  });

  it('compares the highest with the lowest angle', () => {
    // A wall of 45 degrees before a drop of 40: the line looks up, by 5 degrees.
    const ring = (east: number, north: number): number => {
      const far = Math.max(Math.abs(east), Math.abs(north));
      return far === 1
        ? 30 * Math.hypot(east, north)
        : far === 2
          ? -60 * Math.tan((40 * Math.PI) / 180) * (Math.hypot(east, north) / 2)
          : 0;
    };
    expect(formOf(patchOf(ring), 4.9)).toBe('Pit');
    expect(formOf(patchOf(ring), 5.1)).toBe('Flat');
  });

  it('agrees with r.geomorphon of GRASS, cell by cell', () => {
    const { columns, elevationsM, spacingM, forms } = grassGround;
    const patches = patchesOf(Float32Array.from(elevationsM), columns);
    expect([...geomorphons(patches, spacingM, 1e-6)]).toEqual(forms);
  });

  it('does not depend on rotating, mirroring or raising the terrain', () => {
    fc.assert(
      fc.property(rough, (patch) => {
        const form = formOf(patch);
        expect(form).toBeDefined();
        expect(formOf(turned(patch))).toBe(form);
        expect(formOf(mirrored(patch))).toBe(form);
        expect(formOf(patch.map((height) => height + 1024))).toBe(form);
      }),
    );
  });

  it('has no form where an elevation is missing, and treats each patch on its own', () => {
    const cone = patchOf((east, north) => -10 * Math.hypot(east, north));
    const hole = cone.map((height, i) => (i === 144 + 17 ? NaN : height));
    expect([...geomorphons(Float32Array.of(...hole, ...cone), SPACING_M)]).toEqual([0, 2]);
  });
});

describe('landforms of a grid', () => {
  it('are those of r.geomorphon of GRASS, cell by cell', () => {
    const { columns, elevationsM, spacingM, forms } = grassGround;
    const codes = landformsOfGrid(Float32Array.from(elevationsM), columns, spacingM, 1e-6);
    expect(innerOf(codes, columns)).toEqual(forms);
    expect(codes.filter((code) => code !== 0)).toHaveLength(forms.length);
  });

  it('are those of the patches around its cells, on any terrain', () => {
    const height = fc.oneof(
      { weight: 60, arbitrary: fc.integer({ min: -40, max: 40 }) },
      { weight: 1, arbitrary: fc.constant(NaN) },
    );
    const ground = fc.record({
      columns: fc.integer({ min: 17, max: 23 }),
      heights: fc.array(height, { minLength: 17 * 23, maxLength: 23 * 23 }),
      baseM: fc.constantFrom(0, 2500),
      tiltM: fc.constantFrom(0, 5, 60),
      spacingM: fc.constantFrom(1, 30, 1000),
      flatnessDeg: fc.constantFrom(1e-6, 1, 5),
    });
    fc.assert(
      fc.property(ground, ({ columns, heights, baseM, tiltM, spacingM, flatnessDeg }) => {
        const rows = Math.floor(heights.length / columns);
        const grid = Float32Array.from(
          heights.slice(0, rows * columns),
          (heightM, cell) => baseM + heightM + tiltM * (cell % columns),
        );
        const patches = patchesOf(grid, columns);
        const expected = geomorphons(patches, spacingM, flatnessDeg);
        // Where rounding decides, neither result is wrong.
        const isClear = (_: unknown, patch: number): boolean =>
          lookOut(patches, patch, spacingM).every(
            (balance) => !(Math.abs(Math.abs(balance) - (flatnessDeg * Math.PI) / 180) < 1e-6),
          );
        const codes = Uint8Array.from(
          innerOf(landformsOfGrid(grid, columns, spacingM, flatnessDeg), columns),
        );
        expect(codes.filter(isClear)).toEqual(expected.filter(isClear));
      }),
    );
  });

  it('are none in a grid that is narrower than a patch', () => {
    expect(landformsOfGrid(new Float32Array(16 * 40), 16, 30).some((code) => code !== 0)).toBe(false);
  });

  it('are the same for a grid that is processed in parts', () => {
    const columns = 1200;
    const waves = Float32Array.from({ length: columns * 1000 }, (_, cell) =>
      Math.round(100 * Math.sin((cell % columns) / 7) * Math.cos(Math.floor(cell / columns) / 5)),
    );
    const codes = landformsOfGrid(waves, columns, 30);
    const from = 850 * columns;
    const some = landformsOfGrid(waves.slice(from, from + 60 * columns), columns, 30);
    expect(codes.subarray(from + 8 * columns, from + 52 * columns)).toEqual(
      some.subarray(8 * columns, 52 * columns),
    );
  });
});
