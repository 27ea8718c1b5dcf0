import type { ExpressionValue } from 'ol/expr/expression';
import type { Style } from 'ol/layer/WebGLTile';
import type { MapLayerOf } from '../../shared/contract/mapLayers';
import { rampStops, terrainRamps } from './ramps';

type TerrainLook = MapLayerOf<'terrain'>['style'];
type Expression = ExpressionValue;

/** Bands of a tile of relief. */
const elevation: Expression = ['band', 1];
const east: Expression = ['*', ['var', 'exaggeration'], ['band', 2]];
const north: Expression = ['*', ['var', 'exaggeration'], ['band', 3]];
const known: Expression = ['clamp', ['*', 2, ['band', 4]], 0, 1];

/** Brightness of terrain that the light does not reach, as a share of level terrain's. */
const IN_SHADE = 0.32;
const BRIGHTEST = 1.12;

/**
 * Elevation tint under a hillshade: the light's share on the plane through a pixel's neighbours (Horn 1981), such that level
 * terrain keeps its tint. Variables: `minM`, `rangeM` the stretch; `sunEast`, `sunNorth`, `sunUp` the light's direction,
 * length 1; `exaggeration`.
 */
export function terrainStyle(ramp: TerrainLook['ramp']): Style {
  const length: Expression = ['sqrt', ['+', 1, ['+', ['*', east, east], ['*', north, north]]]];
  // The surface's normal is (-east, -north, 1) / length.
  const light: Expression = [
    '/',
    ['-', ['var', 'sunUp'], ['+', ['*', ['var', 'sunEast'], east], ['*', ['var', 'sunNorth'], north]]],
    ['*', length, ['var', 'sunUp']],
  ];
  const shade: Expression = [
    'clamp',
    ['+', IN_SHADE, ['*', 1 - IN_SHADE, ['clamp', light, 0, 10]]],
    0,
    BRIGHTEST,
  ];
  const share: Expression = ['/', ['-', elevation, ['var', 'minM']], ['var', 'rangeM']];
  const channel = (index: 0 | 1 | 2): Expression => {
    const stops = rampStops(terrainRamps[ramp].ramp, index);
    const tint: Expression =
      stops.length === 2 ? (stops[1] ?? 0) : ['interpolate', ['linear'], share, ...stops];
    return ['clamp', ['*', shade, tint], 0, 1];
  };
  return {
    variables: { minM: 0, rangeM: 1, sunEast: 0, sunNorth: 0, sunUp: 1, exaggeration: 1 },
    color: ['array', channel(0), channel(1), channel(2), known],
  };
}

/** The variables of the style that follow from the layer's settings. @param pixelM size of a pixel on the ground, metres */
export function terrainVariables(look: TerrainLook, pixelM: number): Record<string, number> {
  const azimuth = (look.lightDeg * Math.PI) / 180;
  const height = (look.lightHeightDeg * Math.PI) / 180;
  return {
    sunEast: Math.sin(azimuth) * Math.cos(height),
    sunNorth: Math.cos(azimuth) * Math.cos(height),
    sunUp: Math.sin(height),
    exaggeration: look.exaggeration ?? exaggerationAt(pixelM),
  };
}

/** Exaggeration that keeps relief readable when zoomed out, where slopes average away. */
const exaggerationAt = (pixelM: number): number => Math.max(1, Math.min(6, (pixelM / 30) ** 0.45));
