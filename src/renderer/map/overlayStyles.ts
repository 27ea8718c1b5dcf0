import type { ExpressionValue } from 'ol/expr/expression';
import type { Style } from 'ol/layer/WebGLTile';
import { inkOn } from '../../shared/drawing/colour';
import { classMapCodes } from '../../shared/labels/classMap';
import { landforms } from '../../shared/terrain/landforms';
import { agreements } from './agreement';

const NOTHING = 'rgba(0, 0, 0, 0)';

/** The hatch's brightness 0..1 and opacity: quiet lines on the terrain, which is light in both themes. */
const HATCH = 0.11;
const HATCH_OPACITY = 0.3;

const isHatched: ExpressionValue = ['clamp', ['*', 50, ['band', 3]], 0, 1];
const hue = (name: 'red' | 'green' | 'blue'): ExpressionValue => [
  '+',
  ['*', isHatched, HATCH],
  ['*', ['-', 1, isHatched], ['var', name]],
];

/**
 * Probability: transparent to one hue, given by the variables `red`, `green`, `blue` (0..1), and a hatch. Band 2 is 0 where there
 * is no probability, band 3 the hatch's cover.
 */
export const probabilityStyle: Style = {
  variables: { red: 0, green: 0, blue: 0 },
  color: [
    'array',
    hue('red'),
    hue('green'),
    hue('blue'),
    [
      '+',
      ['*', ['band', 3], HATCH_OPACITY],
      ['*', ['band', 2], ['interpolate', ['linear'], ['band', 1], 0, 0, 0.2, 0.05, 1, 0.9]],
    ],
  ],
};

const isTooFlat: ExpressionValue = ['==', ['band', 1], classMapCodes.tooFlat];
const isNoClass: ExpressionValue = [
  'any',
  ['==', ['band', 1], classMapCodes.noPatch],
  ['<', ['band', 2], ['var', 'threshold']],
];

/** How opaque a class is where it is all but impossible, if opacity follows the probability. */
const FAINTEST = 0.25;

/**
 * A class map: the colour of each code where its probability in band 2 reaches the variable `threshold`, with marks in the colour of
 * ink on it by the cover in band 3, and a hatch where it is too flat to say. The variable `faint` is 1 where opacity follows the
 * probability, else 0.
 * @param colours #rrggbb of the run's classes, in their order
 */
export const classMapStyle = (
  colours: readonly string[],
  variables: { readonly threshold: number; readonly faint: number },
): Style => ({
  variables,
  color: [
    'case',
    isTooFlat,
    ['color', 255 * HATCH, 255 * HATCH, 255 * HATCH, ['*', ['band', 3], HATCH_OPACITY]],
    isNoClass,
    NOTHING,
    [
      '*',
      ['color', 255, 255, 255, ['-', 1, ['*', ['var', 'faint'], 1 - FAINTEST, ['-', 1, ['band', 2]]]]],
      [
        'interpolate',
        ['linear'],
        ['band', 3],
        ...[0, ['palette', ['band', 1], [NOTHING, ...colours]]],
        ...[1, ['palette', ['band', 1], [NOTHING, ...colours.map(inkOn)]]],
      ],
    ],
  ],
});

/** Landforms by their codes, which are bytes and come as shares of 255. */
export const landformStyle: Style = {
  color: ['palette', ['*', 255, ['band', 1]], [NOTHING, ...landforms.map(({ colour }) => colour)]],
};

const headSaysYes: ExpressionValue = ['>=', ['band', 1], ['var', 'threshold']];
const landformSaysYes: ExpressionValue = ['>', ['band', 2], 1.5];
const isAsked: ExpressionValue = ['>', ['band', 2], 0.5];

/** Where head and classical method agree, by the probability in band 1 and the answer in band 2; variable: `threshold`. */
export const agreementStyle: Style = {
  variables: { threshold: 0.5 },
  color: [
    'case',
    ['all', isAsked, headSaysYes, landformSaysYes],
    agreements.both.colour,
    ['all', isAsked, headSaysYes],
    agreements.head.colour,
    ['all', isAsked, landformSaysYes],
    agreements.landform.colour,
    NOTHING,
  ],
};

/** Places whose distance, in band 1, is at most the variable `reach`; band 2 is 0 where there is none. */
export const alikeStyle: Style = {
  variables: { reach: 0 },
  color: [
    'case',
    ['all', ['>', ['band', 2], 0.5], ['<=', ['band', 1], ['var', 'reach']]],
    'rgba(245, 158, 11, 0.75)',
    NOTHING,
  ],
};
