import DataTile from 'ol/source/DataTile';
import { shapePath } from '../../shared/drawing/classShape';
import { classMapCodes } from '../../shared/labels/classMap';
import type { ClassShape } from '../../shared/labels/labelClasses';
import { TILE_SIZE } from '../../shared/terrain/tile';
import type { Engine } from '../rpc';
import { crossesAntimeridian } from './mercator';
import { hatchCover } from './probabilityTiles';
import { MAX_ZOOM } from './tileSource';

/** What the engine says of one tile. */
type ClassTile = NonNullable<Awaited<ReturnType<Engine['classMaps']['tile']>>>;
export type FetchClassTile = (z: number, x: number, y: number) => Promise<ClassTile | null>;

/** Pixels between marks in a row and between rows, and the marks' size; twice as many fit into a tile's edge as a whole. */
const MARK_STEP = 16;
const MARK_PX = 7;

/**
 * Tiles of a class map for a WebGL layer. Band 1 holds the codes, band 2 the probabilities, band 3 the cover 0..1 of what lies on the
 * colour: the marks of the classes in a pattern, so that colour does not carry them alone, and the hatch of what is too flat to say.
 * @param shapes of the run's classes, in their order
 * @param patternPx of `MapSide`
 */
export const classMapTiles = (
  fetch: FetchClassTile,
  shapes: readonly ClassShape[],
  patternPx: number,
): DataTile => {
  const patterns = shapes.map((shape) => patternOf(shape, patternPx));
  return new DataTile({
    bandCount: 3,
    maxZoom: MAX_ZOOM,
    tileSize: TILE_SIZE,
    wrapX: crossesAntimeridian(),
    interpolate: false,
    transition: 0,
    loader: async (z, x, y) => bandsOf(await fetch(z, x, y), patterns, patternPx),
  });
};

function bandsOf(tile: ClassTile | null, patterns: readonly Float32Array[], patternPx: number): Float32Array {
  const step = MARK_STEP * patternPx;
  const bands = new Float32Array(3 * TILE_SIZE * TILE_SIZE);
  for (let pixel = 0; pixel < bands.length / 3; pixel++) {
    const code = tile?.codes[pixel] ?? classMapCodes.noPatch;
    bands[3 * pixel] = code;
    bands[3 * pixel + 1] = tile?.probabilities[pixel] ?? 0;
    const [column, row] = [pixel % TILE_SIZE, Math.floor(pixel / TILE_SIZE)];
    // Every other row of marks is shifted by half a step.
    const at = (column + (Math.floor(row / step) % 2) * (step / 2)) % step;
    bands[3 * pixel + 2] =
      code === classMapCodes.tooFlat
        ? hatchCover(pixel, patternPx)
        : (patterns[code - 1]?.[(row % step) * step + at] ?? 0);
  }
  return bands;
}

/** The cover of a mark in the middle of a square of a pattern, [16 patternPx, 16 patternPx]. */
function patternOf(shape: ClassShape, patternPx: number): Float32Array {
  const step = MARK_STEP * patternPx;
  const context = new OffscreenCanvas(step, step).getContext('2d');
  if (context === null) throw new Error('There is no canvas to draw marks on.');
  const margin = (MARK_STEP - MARK_PX) / 2;
  context.scale(patternPx, patternPx);
  context.translate(margin, margin);
  context.fill(new Path2D(shapePath(shape, MARK_PX, 0)));
  const { data } = context.getImageData(0, 0, step, step);
  return Float32Array.from({ length: step * step }, (_, pixel) => (data[4 * pixel + 3] ?? 0) / 255);
}
