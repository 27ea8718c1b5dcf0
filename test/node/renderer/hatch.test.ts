import { expect, test } from 'vitest';
import { hatchCover } from '../../../src/renderer/map/probabilityTiles';
import { TILE_SIZE } from '../../../src/shared/terrain/tile';

test.each([1, 2, 4, 8])(
  'the hatch at %d times its size covers as much, and goes on in the next tile',
  (patternPx) => {
    const row = Array.from({ length: TILE_SIZE }, (_, column) => hatchCover(column, patternPx));
    // A line is 1.8 pixels wide, and lines are 8 pixels apart.
    expect(row.reduce((sum, cover) => sum + cover, 0) / TILE_SIZE).toBeCloseTo(1.8 / 8, 6);
    const starts = row.flatMap((cover, column) =>
      cover === 1 && (row[column - 1] ?? 0) < 1 ? [column] : [],
    );
    expect(starts).toEqual(
      Array.from({ length: TILE_SIZE / 8 / patternPx }, (_, line) => 8 * patternPx * line),
    );
    // Lines slant: each row is the one above, moved to the left by a pixel, also from a tile's last row to the next one's first.
    const moved = (from: number) =>
      Array.from({ length: TILE_SIZE }, (_, column) => row[(column + from) % TILE_SIZE]);
    for (const below of [1, 2, TILE_SIZE - 1])
      expect(
        Array.from({ length: TILE_SIZE }, (_, column) => hatchCover(below * TILE_SIZE + column, patternPx)),
      ).toEqual(moved(below));
  },
);
