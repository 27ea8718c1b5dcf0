import type { Engine } from '../../rpc';
import { ELEVATION_TILE_SIZE, RELIEF_BANDS, TILE_GUTTER, TILE_SIZE } from '../../../shared/terrain/tile';
import { SEMI_MAJOR_M } from '../../../shared/geo/ellipsoid';

/** The brightest ground. */
const COLOUR = [236, 232, 222] as const;
/** How much steeper slopes are drawn than they are. */
const EXAGGERATION = 1.6;
const HALF_WORLD_M = Math.PI * SEMI_MAJOR_M;

/** A piece of the map: its edges in EPSG:3857. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Draws the terrain's hillshade on a canvas that shows a piece of the map, tile by tile. */
export async function drawTerrain(
  engine: Engine,
  context: CanvasRenderingContext2D,
  frame: Frame,
  signal: AbortSignal,
): Promise<void> {
  const { width, height } = context.canvas;
  const z = Math.max(
    0,
    Math.min(17, Math.round(Math.log2((2 * HALF_WORLD_M * width) / frame.width / TILE_SIZE))),
  );
  const tileM = (2 * HALF_WORLD_M) / 2 ** z;
  const first = (from: number): number => Math.max(0, Math.floor(from / tileM));
  const last = (to: number): number => Math.min(2 ** z - 1, Math.floor(to / tileM));
  const [west, north] = [frame.left + HALF_WORLD_M, HALF_WORLD_M - frame.top];
  for (let y = first(north); y <= last(north + frame.height); y++) {
    for (let x = first(west); x <= last(west + frame.width); x++) {
      const relief = await engine.terrain.relief({ z, x, y }, signal);
      if (relief === null) continue;
      const picture = await createImageBitmap(shaded(relief));
      if (signal.aborted) return;
      const scale = width / frame.width;
      const edge = tileM * scale;
      context.drawImage(
        picture,
        (x * tileM - west) * scale,
        (y * tileM - north) * (height / frame.height),
        edge + 0.5,
        edge + 0.5,
      );
    }
  }
}

/** A tile of relief, lit from 315 degrees at 45. */
function shaded(relief: Float32Array): ImageData {
  const pixels = new Uint8ClampedArray(TILE_SIZE * TILE_SIZE * 4);
  for (let row = 0; row < TILE_SIZE; row++) {
    for (let column = 0; column < TILE_SIZE; column++) {
      const from = RELIEF_BANDS * ((row + TILE_GUTTER) * ELEVATION_TILE_SIZE + column + TILE_GUTTER);
      const east = EXAGGERATION * (relief[from + 1] ?? 0);
      const north = EXAGGERATION * (relief[from + 2] ?? 0);
      // The sun's direction is (-1, 1, sqrt 2) / 2 in east, north, up.
      const light = (Math.SQRT2 + east - north) / 2 / Math.sqrt(1 + east * east + north * north);
      const shade = Math.max(0.25, Math.min(1, 0.25 + 0.85 * light));
      const to = 4 * (row * TILE_SIZE + column);
      for (const [band, value] of COLOUR.entries()) pixels[to + band] = value * shade;
      pixels[to + 3] = (relief[from + 3] ?? 0) > 0 ? 255 : 0;
    }
  }
  return new ImageData(pixels, TILE_SIZE);
}
