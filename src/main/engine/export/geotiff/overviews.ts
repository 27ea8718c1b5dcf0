import type { RasterLevel, RasterValues } from './writeGeotiff';

/** Values of one resolution in memory, [height, width] row by row. */
interface Grid<Values extends RasterValues> {
  readonly width: number;
  readonly height: number;
  readonly values: Values;
}

/** How the up to four values of a finer level become one. */
export interface Blend<Values extends RasterValues> {
  readonly empty: (length: number) => Values;
  /** Whether a value says that there is none. */
  readonly isMissing: (value: number) => boolean;
  /** @param values those that are there, row by row, at least one */
  readonly of: (values: readonly number[]) => number;
}

/** The mean, for quantities. */
export const means: Blend<Float32Array> = {
  empty: (length) => new Float32Array(length).fill(NaN),
  isMissing: Number.isNaN,
  of: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

/** The most frequent, of equally frequent ones the first, for codes. @param noData the code of cells without one */
export const commonest = (noData: number): Blend<Uint8Array> => ({
  empty: (length) => new Uint8Array(length).fill(noData),
  isMissing: (value) => value === noData,
  of: (values) => {
    const times = (value: number): number => values.filter((other) => other === value).length;
    return values.reduce((best, value) => (times(value) > times(best) ? value : best));
  },
});

/** A grid and its successive halvings, until one tile holds the coarsest. */
export function levelsOf<Values extends RasterValues>(
  grid: Grid<Values>,
  tileSize: number,
  blend: Blend<Values>,
): RasterLevel[] {
  const grids = [grid];
  for (let last = grid; Math.max(last.width, last.height) > tileSize; grids.push(last))
    last = halved(last, blend);
  return grids.map((each) => ({
    width: each.width,
    height: each.height,
    tile: (column, row) => Promise.resolve(tileOf(each, column, row, tileSize, blend)),
  }));
}

function halved<Values extends RasterValues>(
  { width, height, values }: Grid<Values>,
  { empty, isMissing, of }: Blend<Values>,
): Grid<Values> {
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const coarse = empty(half.width * half.height);
  for (let row = 0; row < half.height; row++) {
    for (let column = 0; column < half.width; column++) {
      const there: number[] = [];
      for (let y = 2 * row; y < Math.min(height, 2 * row + 2); y++) {
        for (let x = 2 * column; x < Math.min(width, 2 * column + 2); x++) {
          const value = values[y * width + x] ?? NaN;
          if (!isMissing(value)) there.push(value);
        }
      }
      if (there.length > 0) coarse[row * half.width + column] = of(there);
    }
  }
  return { ...half, values: coarse };
}

function tileOf<Values extends RasterValues>(
  { width, height, values }: Grid<Values>,
  column: number,
  row: number,
  size: number,
  { empty }: Blend<Values>,
): Values {
  const tile = empty(size * size);
  const left = column * size;
  for (let y = row * size; y < Math.min(height, (row + 1) * size); y++) {
    const line = values.subarray(y * width + left, y * width + Math.min(width, left + size));
    tile.set(line, (y - row * size) * size);
  }
  return tile;
}
