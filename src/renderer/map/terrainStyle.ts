import type { ExpressionValue } from 'ol/expr/expression';
import type { Style } from 'ol/layer/WebGLTile';

/** Muted hypsometric tint from valley to summit: green-grey, warm stone, near white (share of the range, r, g, b). */
const tint: readonly (readonly [number, number, number, number])[] = [
  [0, 147, 164, 140],
  [0.25, 184, 186, 158],
  [0.5, 206, 193, 170],
  [0.75, 214, 203, 190],
  [1, 246, 245, 243],
];

/** How much of the tint shows over plain hillshade. */
const TINT_SHARE = 0.55;

const SUN_ELEVATION = Math.PI / 4;
const SUN_AZIMUTH = (315 * Math.PI) / 180;

type Expression = ExpressionValue;

const elevation = (dx: number, dy: number): Expression => ['band', 1, dx, dy];

/**
 * Elevation tint under a hillshade (Horn 1981's illumination of the plane through a cell's neighbours). Variables: `minM`,
 * `rangeM` the stretch; `pixelM` ground metres between pixels at the middle of the view; `exaggeration`.
 */
export const terrainStyle: Style = {
  variables: { minM: 0, rangeM: 1, pixelM: 30, exaggeration: 1 },
  color: colour(),
};

function colour(): Expression {
  const rise = (a: Expression, b: Expression): Expression => [
    '/',
    ['*', ['var', 'exaggeration'], ['-', a, b]],
    ['*', 2, ['var', 'pixelM']],
  ];
  const east = rise(elevation(1, 0), elevation(-1, 0));
  const north = rise(elevation(0, -1), elevation(0, 1));
  const length: Expression = ['sqrt', ['+', 1, ['+', ['*', east, east], ['*', north, north]]]];
  // The surface's normal is (-east, -north, 1) / length; the sun's direction is fixed.
  const light: Expression = [
    '/',
    [
      '+',
      Math.sin(SUN_ELEVATION),
      [
        '+',
        ['*', -Math.cos(SUN_ELEVATION) * Math.sin(SUN_AZIMUTH), east],
        ['*', -Math.cos(SUN_ELEVATION) * Math.cos(SUN_AZIMUTH), north],
      ],
    ],
    length,
  ];
  // Flat ground keeps its tint; slopes towards the sun are brighter, those away from it darker.
  const shade: Expression = ['clamp', ['+', 0.32, ['*', 0.96, ['clamp', light, 0, 1]]], 0, 1.12];
  const share: Expression = ['/', ['-', elevation(0, 0), ['var', 'minM']], ['var', 'rangeM']];
  const channel = (index: 1 | 2 | 3): Expression => {
    const stops = tint.flatMap(([at, ...rgb]) => {
      const value = (rgb[index - 1] ?? 0) / 255;
      return [at, 0.93 + TINT_SHARE * (value - 0.93)];
    });
    return ['clamp', ['*', shade, ['interpolate', ['linear'], share, ...stops]], 0, 1];
  };
  return ['array', channel(1), channel(2), channel(3), ['band', 2]];
}

/** Exaggeration that keeps relief readable when zoomed out, where slopes average away. */
export const exaggerationAt = (pixelM: number): number => Math.max(1, Math.min(6, (pixelM / 30) ** 0.45));
