import type { ExpressionValue } from 'ol/expr/expression';
import type { Style } from 'ol/layer/WebGLTile';
import type { MapLayerOf } from '../../shared/contract/mapLayers';
import { rampStops, SLOPE_RAMP_DEG, slopeClasses, slopeRamp } from './ramps';

type Expression = ExpressionValue;

/** The slope in degrees, of the rise to the east and to the north in a tile of relief. */
const slopeDeg: Expression = [
  '*',
  180 / Math.PI,
  ['atan', ['sqrt', ['+', ['*', ['band', 2], ['band', 2]], ['*', ['band', 3], ['band', 3]]]]],
];

/** Slopes in colours; nothing beside voids, where they are not known. */
export function slopeStyle(colours: MapLayerOf<'slope'>['style']['colours']): Style {
  const known: Expression = ['>', ['band', 4], 0.99];
  if (colours === 'classes') {
    const [level, ...steeper] = slopeClasses;
    const cases = [...steeper]
      .reverse()
      .flatMap(({ fromDeg, colour }) => [['>=', slopeDeg, fromDeg], colour]);
    return { color: ['case', ['!', known], 'rgba(0, 0, 0, 0)', ...cases, level.colour] };
  }
  const share: Expression = ['/', slopeDeg, SLOPE_RAMP_DEG];
  const channel = (index: 0 | 1 | 2): Expression => [
    'interpolate',
    ['linear'],
    share,
    ...rampStops(slopeRamp, index),
  ];
  return { color: ['array', channel(0), channel(1), channel(2), ['case', known, 1, 0]] };
}
