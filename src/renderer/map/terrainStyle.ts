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

const squared: Expression = ['+', ['*', east, east], ['*', north, north]];
// The surface's normal is (-east, -north, 1) / length.
const length: Expression = ['sqrt', ['+', 1, squared]];

/** A light's share on the plane through a pixel's neighbours; level terrain has 1. */
const singleLight: Expression = [
  '/',
  ['-', ['var', 'sunUp'], ['+', ['*', ['var', 'sunEast'], east], ['*', ['var', 'sunNorth'], north]]],
  ['*', length, ['var', 'sunUp']],
];

/** Directions of the four lights, degrees clockwise from north. */
const FOUR_DEG = [225, 270, 315, 360] as const;

/** Squared slope below which all four lights count alike: level terrain faces nowhere. */
const LEVEL = 1e-6;

/**
 * The mean of four lights, each weighted by the squared cosine of the angle between it and the direction that a slope rises in, so
 * that none is dark (Mark 1992, A multidirectional, oblique-weighted, shaded-relief image of the Island of Hawaii, USGS Open-File
 * Report 92-422; weights as in GDAL's `gdaldem hillshade -multidirectional`); level terrain has 1.
 */
const fourLights: Expression = [
  '/',
  FOUR_DEG.map((deg): Expression => {
    const [sin, cos] = [Math.sin((deg * Math.PI) / 180), Math.cos((deg * Math.PI) / 180)];
    const rise: Expression = ['+', ['*', sin, east], ['*', cos, north]];
    const lit: Expression = ['-', ['var', 'sunUp'], ['*', ['var', 'sunAcross'], rise]];
    return ['*', ['+', ['*', rise, rise], LEVEL / 2], ['clamp', lit, 0, 10]];
  }).reduce((sum, light): Expression => ['+', sum, light]),
  ['*', ['*', 2, ['+', squared, LEVEL]], ['*', length, ['var', 'sunUp']]],
];

/** What the light of each kind of hillshade gives a pixel, as a share of what level terrain gets. */
export const lights: Readonly<Record<TerrainLook['shading'], Expression>> = {
  single: singleLight,
  multidirectional: fourLights,
};

/**
 * Elevation tint under a hillshade by Horn's slopes (Horn 1981), such that level terrain keeps its tint. Variables: `minM`,
 * `rangeM` the stretch; `sunEast`, `sunNorth`, `sunUp` the direction of a single light, length 1; `sunAcross` its length along
 * the ground; `exaggeration`.
 */
export function terrainStyle({ ramp, shading }: Pick<TerrainLook, 'ramp' | 'shading'>): Style {
  const shade: Expression = [
    'clamp',
    ['+', IN_SHADE, ['*', 1 - IN_SHADE, ['clamp', lights[shading], 0, 10]]],
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
    variables: { minM: 0, rangeM: 1, sunEast: 0, sunNorth: 0, sunUp: 1, sunAcross: 0, exaggeration: 1 },
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
    sunAcross: Math.cos(height),
    exaggeration: look.exaggeration ?? exaggerationAt(pixelM),
  };
}

/** Exaggeration that keeps relief readable when zoomed out, where slopes average away. */
const exaggerationAt = (pixelM: number): number => Math.max(1, Math.min(6, (pixelM / 30) ** 0.45));
