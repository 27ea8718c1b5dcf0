/** Edge of the square blocks in which levels are stored, cells. */
export const BLOCK_SIZE = 256;

/** Cells of one block. */
export const BLOCK_CELLS = BLOCK_SIZE * BLOCK_SIZE;

/**
 * A piece of one pyramid level, row-major, NaN where there is nothing; cells past the level's edge are NaN.
 * `whole` has a value only where every pixel under the cell has data: patches read it, so that a void is never
 * averaged away. `mean` averages the available data: map tiles read it. Both are the same array if they are equal.
 */
export interface Block {
  readonly whole: Float32Array;
  readonly mean: Float32Array;
}

/** Cells along an edge of a level, of a raster with `pixels` along that edge. Level 0 is the raster itself. */
export const levelSize = (pixels: number, level: number): number => Math.ceil(pixels / 2 ** level);

/** Levels of a raster, level 0 included, until `cells` along its longer edge are left. */
function levelsDownTo(cells: number, width: number, height: number): number {
  let level = 0;
  while (levelSize(Math.max(width, height), level) > cells) level++;
  return level + 1;
}

/** Levels that can be read, level 0 included: down to a single cell. */
export const levelCount = (width: number, height: number): number => levelsDownTo(1, width, height);

/** Levels of a stored pyramid, level 0 included: those above fit in one block and are computed from the last. */
export const storedLevelCount = (width: number, height: number): number =>
  levelsDownTo(BLOCK_SIZE, width, height);
