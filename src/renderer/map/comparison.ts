import type { Style } from 'ol/layer/WebGLTile';

/**
 * Colours of a comparison from "the first head higher" to "the second higher": ColorBrewer's PuOr, which the colour-blind
 * can read (Harrower & Brewer 2003, The Cartographic Journal 40:27-37). No difference is transparent. Small ones
 * stand out, for on a map of a rare class most probabilities are small.
 */
export const comparisonRamp: readonly { readonly difference: number; readonly colour: string }[] = [
  { difference: -1, colour: 'rgba(127, 59, 8, 0.95)' },
  { difference: -0.3, colour: 'rgba(179, 88, 6, 0.9)' },
  { difference: -0.1, colour: 'rgba(224, 130, 20, 0.7)' },
  { difference: -0.01, colour: 'rgba(253, 184, 99, 0)' },
  { difference: 0.01, colour: 'rgba(178, 171, 210, 0)' },
  { difference: 0.1, colour: 'rgba(128, 115, 172, 0.7)' },
  { difference: 0.3, colour: 'rgba(84, 39, 136, 0.9)' },
  { difference: 1, colour: 'rgba(45, 0, 75, 0.95)' },
];

/** Differences of probabilities, -1..1, in band 1; band 2 is 0 where there is none. */
export const comparisonStyle: Style = {
  color: [
    'case',
    ['>', ['band', 2], 0.5],
    [
      'interpolate',
      ['linear'],
      ['band', 1],
      ...comparisonRamp.flatMap(({ difference, colour }) => [difference, colour]),
    ],
    'rgba(0, 0, 0, 0)',
  ],
};
