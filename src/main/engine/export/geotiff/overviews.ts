import type { RasterLevel } from './writeGeotiff';

/** Values of one resolution in memory, [height, width] row by row. */
interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** A grid and its successive halvings, until one tile holds the coarsest. */
export function levelsOf(grid: Grid, tileSize: number): RasterLevel[] {
  const grids = [grid];
  for (let last = grid; Math.max(last.width, last.height) > tileSize; grids.push(last)) last = halved(last);
  return grids.map((each) => ({
    width: each.width,
    height: each.height,
    tile: (column, row) => Promise.resolve(tileOf(each, column, row, tileSize)),
  }));
}

/** Each value the mean of the up to four valid ones of the finer level. */
function halved({ width, height, values }: Grid): Grid {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const means = new Float32Array(half.width * half.height);
  for (let row = 0; row < half.height; row++) {
    for (let column = 0; column < half.width; column++) {
      let sum = 0;
      let count = 0;
      for (let y = 2 * row; y < Math.min(height, 2 * row + 2); y++) {
        for (let x = 2 * column; x < Math.min(width, 2 * column + 2); x++) {
          const value = values[y * width + x] ?? NaN;
          if (Number.isNaN(value)) continue;
          sum += value;
          count += 1;
        }
      }
      means[row * half.width + column] = count === 0 ? NaN : sum / count;
    }
  }
  return { ...half, values: means };
}

function tileOf({ width, height, values }: Grid, column: number, row: number, size: number): Float32Array {
  const tile = new Float32Array(size * size).fill(NaN);
  const left = column * size;
  for (let y = row * size; y < Math.min(height, (row + 1) * size); y++) {
    const line = values.subarray(y * width + left, y * width + Math.min(width, left + size));
    tile.set(line, (y - row * size) * size);
  }
  return tile;
}
