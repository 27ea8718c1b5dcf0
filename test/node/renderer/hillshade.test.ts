import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExpressionValue } from 'ol/expr/expression';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { newLayer } from '../../../src/shared/contract/mapLayers';
import { lights, terrainStyle, terrainVariables } from '../../../src/renderer/map/terrainStyle';

const hill = z
  .object({
    width: z.number(),
    height: z.number(),
    pixelM: z.number(),
    elevationsM: z.array(z.number()),
    shadesByAltitudeDeg: z.record(z.string(), z.array(z.number())),
  })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../../fixtures/hillshade/multidirectional.json'), 'utf8'),
    ),
  );

type Values = Readonly<Record<string, number>>;

/** What the graphics card makes of an expression. */
function valueOf(expression: ExpressionValue, bands: readonly number[], variables: Values): number {
  if (typeof expression === 'number') return expression;
  if (!Array.isArray(expression)) throw new Error(`${String(expression)} is not a number.`);
  const [operator, ...parts] = expression as [string, ...ExpressionValue[]];
  if (operator === 'band') return bands[Number(parts[0]) - 1] ?? NaN;
  if (operator === 'var') return variables[String(parts[0])] ?? NaN;
  const [a = NaN, b = NaN, c = NaN] = parts.map((part) => valueOf(part, bands, variables));
  const values: Values = {
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': a / b,
    sqrt: Math.sqrt(a),
    clamp: Math.min(Math.max(a, b), c),
  };
  return values[operator] ?? NaN;
}

/** Bands of a tile of relief for each pixel inside the hill (Horn 1981). */
const relief = Array.from({ length: (hill.width - 2) * (hill.height - 2) }, (_, index) => {
  const column = 1 + (index % (hill.width - 2));
  const row = 1 + Math.floor(index / (hill.width - 2));
  const at = (east: number, south: number): number =>
    hill.elevationsM[(row + south) * hill.width + column + east] ?? NaN;
  const across = (one: (step: number) => number): number => one(-1) + 2 * one(0) + one(1);
  const east = across((step) => at(1, step)) - across((step) => at(-1, step));
  const north = across((step) => at(step, -1)) - across((step) => at(step, 1));
  return [at(0, 0), east / (8 * hill.pixelM), north / (8 * hill.pixelM), 1];
});

const terrain = newLayer('terrain');
if (terrain.kind !== 'terrain') throw new Error('Not the terrain.');
const { style } = terrain;

test.each(Object.entries(hill.shadesByAltitudeDeg))(
  'light from four sides at %s degrees is GDAL’s',
  (altitudeDeg, shades) => {
    const variables = terrainVariables({ ...style, lightHeightDeg: Number(altitudeDeg), exaggeration: 1 }, 1);
    const found = relief.map((bands) => valueOf(lights.multidirectional, bands, variables));
    // GDAL has 1 in the dark, and 254 more where the light falls straight on a slope; ours is a share of level terrain's.
    const level = Math.sin((Number(altitudeDeg) * Math.PI) / 180);
    const levels = found.map((light) => 1 + 254 * level * light);
    expect(shades.length).toBe(14 * 18);
    for (const [index, shade] of shades.entries())
      expect(Math.abs((levels[index] ?? NaN) - shade)).toBeLessThan(0.51);
  },
);

test('level terrain keeps its tint under either kind of light', () => {
  const level = [500, 0, 0, 1];
  for (const shading of ['single', 'multidirectional'] as const) {
    const variables = { ...terrainVariables(style, 30), minM: 0, rangeM: 1000 };
    expect(valueOf(lights[shading], level, variables)).toBeCloseTo(1, 6);
    expect(terrainStyle({ ramp: 'none', shading }).color).toBeDefined();
  }
});
