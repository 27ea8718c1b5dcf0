import { rgbOf } from '../../../shared/drawing/colour';
import type { PlaceColours } from '../../map/placeTiles';

/**
 * Colours of clusters, the largest first: Paul Tol's "muted" scheme, which colour-blind people can distinguish, then colours of
 * his other schemes (https://personal.sron.nl/~pault/). A cluster has its number beside its colour wherever it is named.
 */
const clusterPalette = [
  ...['#88CCEE', '#CC6677', '#117733', '#DDCC77', '#332288', '#AA4499', '#44AA99', '#882255', '#999933'],
  ...['#EE8866', '#77AADD', '#FFAABB', '#AAAA00', '#99DDFF', '#EEDD88', '#114477', '#BBCC33', '#AA7744'],
  ...['#DDDDDD', '#555555'],
] as const;

/** #rrggbb of a cluster. */
export const clusterColour = (cluster: number): string =>
  clusterPalette[cluster % clusterPalette.length] ?? '#888888';

/** Shares of the places below and above which a component has the end of its colour: a few outliers do not grey the rest. */
const LOW = 0.02;
const HIGH = 0.98;

/** Ends of a channel: darker or brighter ones are lost on a dark or a light plot. */
const DARKEST = 48;
const BRIGHTEST = 224;

/** Corners of the colours of a plane: west-south, east-south, west-north, east-north. */
const planeCorners = ['#2C5FA8', '#C8553D', '#3AA69B', '#F2C14E'].map(rgbOf);

/**
 * Where values of one column lie between their percentiles, 0..1.
 * @param values [n, stride]
 */
function shares(values: Float32Array, stride: number, column: number): Float32Array {
  const own = Float32Array.from(
    { length: values.length / stride },
    (_, i) => values[i * stride + column] ?? 0,
  );
  const sorted = own.slice().sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(LOW), at(HIGH)];
  return own.map((value) => (high > low ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0.5));
}

/**
 * The first three principal components as red, green and blue.
 * @param components [n, 3]
 */
export function componentColours(components: Float32Array): PlaceColours {
  const colours = new Uint8ClampedArray((components.length / 3) * 4).fill(255);
  for (const channel of [0, 1, 2]) {
    for (const [place, share] of shares(components, 3, channel).entries()) {
      colours[4 * place + channel] = DARKEST + (BRIGHTEST - DARKEST) * share;
    }
  }
  return colours;
}

/**
 * Places of a plane by where they lie in it: four colours in its corners, mixed between them.
 * @param layout [n, 2]
 */
export function planeColours(layout: Float32Array): PlaceColours {
  const [x, y] = [shares(layout, 2, 0), shares(layout, 2, 1)];
  const colours = new Uint8ClampedArray(x.length * 4).fill(255);
  for (const [place, east] of x.entries()) {
    const north = y[place] ?? 0;
    const weights = [(1 - east) * (1 - north), east * (1 - north), (1 - east) * north, east * north];
    for (const channel of [0, 1, 2]) {
      colours[4 * place + channel] = weights.reduce(
        (sum, weight, corner) => sum + weight * (planeCorners[corner]?.[channel] ?? 0),
        0,
      );
    }
  }
  return colours;
}

/** Places in the colours of their clusters. */
export function clusterColours(clusters: Uint8Array): PlaceColours {
  const palette = Array.from({ length: 256 }, (_, cluster) => rgbOf(clusterColour(cluster)));
  const colours = new Uint8ClampedArray(clusters.length * 4).fill(255);
  for (const [place, cluster] of clusters.entries()) colours.set(palette[cluster] ?? [0, 0, 0], 4 * place);
  return colours;
}

/** Probabilities from a quiet grey to a class's colour. */
export function probabilityColours(probabilities: Float32Array, colour: string): PlaceColours {
  const full = rgbOf(colour);
  const none = [176, 176, 172];
  const colours = new Uint8ClampedArray(probabilities.length * 4).fill(255);
  for (const [place, probability] of probabilities.entries()) {
    for (const channel of [0, 1, 2]) {
      const from = none[channel] ?? 0;
      colours[4 * place + channel] = from + probability * ((full[channel] ?? 0) - from);
    }
  }
  return colours;
}

/** All places in one colour. */
export function plainColours(count: number): PlaceColours {
  const colours = new Uint8ClampedArray(count * 4).fill(255);
  for (let place = 0; place < count; place++) colours.set([150, 152, 148], 4 * place);
  return colours;
}

/** Bright on relief and on every other layer. */
const BRUSHED = [255, 61, 154, 190] as const;

/** Brushed places highlighted, others clear. */
export function brushedColours(brushed: Uint8Array): PlaceColours {
  const colours = new Uint8ClampedArray(brushed.length * 4);
  for (const [place, flag] of brushed.entries()) if (flag === 1) colours.set(BRUSHED, 4 * place);
  return colours;
}
