import { rgbOf } from '../../shared/drawing/colour';
import type { TerrainRamp } from '../../shared/contract/mapLayers';

/** Colours at equal steps from the lowest to the highest value, #rrggbb. */
export type Ramp = readonly [string, ...string[]];

/** 17 of the 256 colours of viridis (S. van der Walt and N. Smith for Matplotlib, 2015; CC0). */
const viridis: Ramp = [
  ...(['#440154', '#48186a', '#472d7b', '#424086', '#3b528b', '#33638d'] as const),
  ...['#2c728e', '#26828e', '#21918c', '#1f9f88', '#27ad81', '#3dbc74'],
  ...['#5cc863', '#81d34d', '#aadc32', '#d5e21a', '#fde725'],
];

/** 17 of the 256 colours of cividis (Nuñez, Anderton and Renslow 2018, PLoS ONE 13:e0199239; CC0 with Matplotlib). */
const cividis: Ramp = [
  ...(['#00224e', '#002e6a', '#1a386f', '#32436d', '#434e6c', '#535a6d'] as const),
  ...['#61656f', '#6f7073', '#7d7c78', '#8b8778', '#9a9376', '#aaa073'],
  ...['#bbad6d', '#ccba64', '#ddc858', '#efd748', '#fee838'],
];

/** 17 of the 256 colours of batlow (Crameri, Scientific colour maps 8, doi 10.5281/zenodo.1243862; MIT). */
const batlow: Ramp = [
  ...(['#011959', '#0d315d', '#114360', '#175262', '#226061', '#356a59'] as const),
  ...['#4d734d', '#677b3e', '#828231', '#9f892b', '#be9035', '#db954b'],
  ...['#f19d6b', '#fca890', '#fdb4b4', '#fcbfd6', '#faccfa'],
];

/** Muted hypsometric tint from valley to summit: green-grey, warm stone, near white. */
const muted: Ramp = ['#bcc5b8', '#d0d1c2', '#dcd5c8', '#e0dad3', '#f2f1f0'];

export const terrainRamps: Readonly<Record<TerrainRamp, { readonly name: string; readonly ramp: Ramp }>> = {
  muted: { name: 'Muted', ramp: muted },
  viridis: { name: 'Viridis', ramp: viridis },
  cividis: { name: 'Cividis', ramp: cividis },
  batlow: { name: 'Batlow', ramp: batlow },
  none: { name: 'None, hillshade alone', ramp: ['#ededed'] },
};

/** Slopes in classes, degrees from which each begins; ColorBrewer's YlOrBr (Brewer and Harrower 2013, Apache-2.0). */
export const slopeClasses = [
  { fromDeg: 0, colour: '#ffffd4' },
  { fromDeg: 5, colour: '#fee391' },
  { fromDeg: 15, colour: '#fec44f' },
  { fromDeg: 25, colour: '#fe9929' },
  { fromDeg: 35, colour: '#d95f0e' },
  { fromDeg: 45, colour: '#993404' },
] as const;

/** Slopes from level to SLOPE_RAMP_DEG and steeper. */
export const slopeRamp = viridis;
export const SLOPE_RAMP_DEG = 60;

/** One channel of a ramp as stops for `interpolate`: share, value 0..1, share … */
export const rampStops = (ramp: Ramp, channel: 0 | 1 | 2): number[] =>
  ramp.flatMap((colour, index) => [
    ramp.length === 1 ? 0 : index / (ramp.length - 1),
    rgbOf(colour)[channel] / 255,
  ]);

/** A ramp as a picture of its legend. */
export const rampGradient = (ramp: Ramp): string =>
  `linear-gradient(to right, ${(ramp.length === 1 ? [...ramp, ...ramp] : ramp).join(', ')})`;
