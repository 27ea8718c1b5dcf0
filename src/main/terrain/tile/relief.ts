import {
  ELEVATION_TILE_SIZE as SIZE,
  RELIEF_BANDS,
  TILE_GUTTER,
  TILE_SIZE,
} from '../../../shared/terrain/tile';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { tileLatDeg } from './tilePixels';

const RADIANS = Math.PI / 180;

/** Elevations of 3 x 3 pixels, row by row from the north-west. */
type Window = [number, number, number, number, number, number, number, number, number];

/**
 * The data from which hillshade, slope and elevation tint of one map tile are drawn.
 * @param elevations [260, 260] as `drawTile` gives them
 * @returns [260, 260, 4] elevation in metres; rise per metre to the east and to the north by Horn's 3 x 3 differences
 * (Horn 1981, Hill shading and the reflectance map, Proc. IEEE 69:14-47), on the ground at each row's latitude; and 1 where
 * all nine elevations are known, 0.5 where some are not and the centre replaces them, 0 where there is none. There the
 * elevation is that of the pixels beside it, since the graphics card interpolates. Gradients of the outermost pixels are those next to them.
 */
export function reliefOf(elevations: Float32Array, zoom: number, y: number): Float32Array {
  const relief = new Float32Array(SIZE * SIZE * RELIEF_BANDS);
  const window: Window = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let row = 1; row < SIZE - 1; row++) {
    const { eastM, northM } = pixelGroundM(zoom, y, row - TILE_GUTTER);
    for (let column = 1; column < SIZE - 1; column++) {
      const middle = row * SIZE + column;
      const z = elevations[middle] ?? NaN;
      if (Number.isNaN(z)) continue;
      const isWhole = readWindow(elevations, middle, window);
      const [northWest, north, northEast, west, , east, southWest, south, southEast] = window;
      const at = RELIEF_BANDS * middle;
      relief[at + 1] = (northEast + 2 * east + southEast - northWest - 2 * west - southWest) / (8 * eastM);
      relief[at + 2] = (northWest + 2 * north + northEast - southWest - 2 * south - southEast) / (8 * northM);
      relief[at + 3] = isWhole ? 1 : 0.5;
    }
  }
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const at = RELIEF_BANDS * (row * SIZE + column);
      const z = elevations[row * SIZE + column] ?? NaN;
      if (Number.isNaN(z)) {
        relief[at] = meanBeside(elevations, row, column);
        continue;
      }
      relief[at] = z;
      if (row > 0 && row < SIZE - 1 && column > 0 && column < SIZE - 1) continue;
      const inside = Math.min(Math.max(row, 1), SIZE - 2) * SIZE + Math.min(Math.max(column, 1), SIZE - 2);
      for (const band of [1, 2]) relief[at + band] = relief[RELIEF_BANDS * inside + band] ?? 0;
      relief[at + 3] = relief[RELIEF_BANDS * inside + 3] === 1 ? 1 : 0.5;
    }
  }
  return relief;
}

/** Reads the elevations around a pixel; the pixel's own replaces unknown ones. @returns whether all are known */
function readWindow(elevations: Float32Array, middle: number, window: Window): boolean {
  const z = elevations[middle] ?? NaN;
  let isWhole = true;
  let index = 0;
  for (let row = middle - SIZE; row <= middle + SIZE; row += SIZE) {
    for (let at = row - 1; at <= row + 1; at++, index++) {
      const value = elevations[at] ?? NaN;
      if (Number.isNaN(value)) {
        window[index] = z;
        isWhole = false;
      } else {
        window[index] = value;
      }
    }
  }
  return isWhole;
}

/** The ground that a pixel covers, metres: degrees are equally wide everywhere in EPSG:3857, but shrink by cos φ on the ground. */
function pixelGroundM(zoom: number, y: number, row: number): { eastM: number; northM: number } {
  const latDeg = tileLatDeg(zoom, y, row + 0.5);
  const pixelDeg = 360 / (TILE_SIZE * 2 ** zoom);
  return {
    eastM: pixelDeg * metresPerDegreeLon(latDeg),
    northM: pixelDeg * Math.cos(latDeg * RADIANS) * metresPerDegreeLat(latDeg),
  };
}

/** Mean of the elevations that are known around a pixel; 0 where there is none. */
function meanBeside(elevations: Float32Array, row: number, column: number): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, row - 1); y <= Math.min(SIZE - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(SIZE - 1, column + 1); x++) {
      const value = elevations[y * SIZE + x] ?? NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
