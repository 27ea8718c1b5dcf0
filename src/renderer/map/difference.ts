import type { ExpressionValue } from 'ol/expr/expression';
import type { Style } from 'ol/layer/WebGLTile';
import { rampStops, type Ramp } from './ramps';

/**
 * Colours from lowered by the full difference to raised by it: ColorBrewer's RdBu (Brewer and Harrower 2013, Apache-2.0), which
 * the colour-blind can read. Maps of change show erosion in red and deposition in blue.
 */
export const differenceRamp: Ramp = [
  ...(['#67001f', '#b2182b', '#d6604d', '#f4a582', '#fddbc7'] as const),
  '#f7f7f7',
  ...['#d1e5f0', '#92c5de', '#4393c3', '#2166ac', '#053061'],
];

const differenceM: ExpressionValue = ['band', 1];
/** -1 … 1 as 0 … 1. */
const share: ExpressionValue = ['+', 0.5, ['/', ['*', 0.5, differenceM], ['var', 'fullM']]];
const channel = (index: 0 | 1 | 2): ExpressionValue => [
  'interpolate',
  ['linear'],
  ['clamp', share, 0, 1],
  ...rampStops(differenceRamp, index),
];

/**
 * Differences of elevations: metres in band 1, band 2 is 0 where there is none. Variables: `fullM` has the full colour, below
 * `leastM` nothing is drawn.
 */
export const differenceStyle: Style = {
  variables: { fullM: 1, leastM: 0 },
  color: [
    'case',
    ['all', ['>', ['band', 2], 0.5], ['>=', ['abs', differenceM], ['var', 'leastM']]],
    ['array', channel(0), channel(1), channel(2), 1],
    'rgba(0, 0, 0, 0)',
  ],
};
