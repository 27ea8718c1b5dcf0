import type { PNG } from 'pngjs';
import { throwIfAborted } from '../../../shared/errors';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import type { Terrain } from '../../terrain/terrain';

/** 0..255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Width and height of a box in metres, at the latitude of its middle: what its plate carrée picture has for sides. */
export function sidesM({ westDeg, southDeg, eastDeg, northDeg }: LonLatBox): {
  widthM: number;
  heightM: number;
} {
  const latDeg = (southDeg + northDeg) / 2;
  return {
    widthM: (eastDeg - westDeg) * metresPerDegreeLon(latDeg),
    heightM: (northDeg - southDeg) * metresPerDegreeLat(latDeg),
  };
}

/**
 * Elevations at the pixels of a picture of a box in plate carrée, north up.
 * @returns [height * width] metres, NaN where there is no data
 */
export async function pictureElevations(
  terrain: Terrain,
  { width, height }: Pick<PNG, 'width' | 'height'>,
  box: LonLatBox,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const elevations = new Float32Array(width * height);
  const pixelM = sidesM(box).heightM / height;
  for (let row = 0; row < height; row++) {
    throwIfAborted(signal);
    const latDeg = box.northDeg - ((row + 0.5) / height) * (box.northDeg - box.southDeg);
    const locations = Float64Array.from({ length: 2 * width }, (_, index) =>
      index % 2 === 0 ? box.westDeg + (((index >> 1) + 0.5) / width) * (box.eastDeg - box.westDeg) : latDeg,
    );
    elevations.set(await terrain.elevationsAt(locations, pixelM), row * width);
  }
  return elevations;
}

/** Pixels looked at to tell how steep a picture's ground is. */
const STEEPNESS_SAMPLES = 20_000;

/** The rise per pixel eastwards, metres, that nine of ten pixels stay below; 0 where there are none. */
export function usualRiseM(elevations: Float32Array): number {
  const every = Math.max(1, Math.floor(elevations.length / STEEPNESS_SAMPLES));
  const rises: number[] = [];
  for (let at = 0; at + 1 < elevations.length; at += every) {
    const rise = Math.abs((elevations[at + 1] ?? NaN) - (elevations[at] ?? NaN));
    if (!Number.isNaN(rise)) rises.push(rise);
  }
  return rises.sort((a, b) => a - b)[Math.floor(0.9 * rises.length)] ?? 0;
}

/**
 * Draws a hillshade lit from 315 degrees at 45. Pixels without data stay as they are.
 * @param picture receives the colours, opaque
 * @param elevations [height * width] metres
 * @param pixelM metres of ground that a pixel is wide, less where relief is exaggerated
 * @param colourOf colour of a light (0 in shadow, 0.71 on level ground, 1 facing the sun) at a height (0 the picture's
 * lowest, 1 its highest)
 */
export function drawHillshade(
  picture: PNG,
  elevations: Float32Array,
  pixelM: number,
  colourOf: (light: number, height: number) => Colour,
): void {
  const { width, height } = picture;
  let low = Infinity;
  let high = -Infinity;
  for (const value of elevations) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const slopeTo = (from: number, to: number, pixels: number): number => {
    const a = elevations[from] ?? NaN;
    const b = elevations[to] ?? NaN;
    return Number.isNaN(a) || Number.isNaN(b) ? 0 : (b - a) / (pixels * pixelM);
  };
  for (let row = 0; row < height; row++) {
    const above = row > 0 ? width : 0;
    const below = row < height - 1 ? width : 0;
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const elevationM = elevations[at] ?? NaN;
      if (Number.isNaN(elevationM)) continue;
      const left = column > 0 ? 1 : 0;
      const right = column < width - 1 ? 1 : 0;
      const east = slopeTo(at - left, at + right, Math.max(1, left + right));
      const south = slopeTo(at - above, at + below, Math.max(1, (above + below) / width));
      const light = (Math.SQRT2 + east + south) / 2 / Math.sqrt(1 + east * east + south * south);
      const colour = colourOf(Math.max(0, light), (elevationM - low) / Math.max(1, high - low));
      for (const [channel, value] of colour.entries()) picture.data[4 * at + channel] = Math.min(255, value);
      picture.data[4 * at + 3] = 255;
    }
  }
}
