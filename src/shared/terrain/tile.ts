/** Pixels along a map tile's edge, EPSG:3857 XYZ. */
export const TILE_SIZE = 256;

/**
 * Pixels that an elevation tile extends beyond each edge: slopes are interpolated halfway to the first of them, and are known there
 * by the second.
 */
export const TILE_GUTTER = 2;

/** Values along the edge of an elevation tile, gutter included. */
export const ELEVATION_TILE_SIZE = TILE_SIZE + 2 * TILE_GUTTER;

/** Cells along the edge of a tile of landforms: every fourth pixel is evaluated. */
export const LANDFORM_TILE_SIZE = 64;

/** Values of a pixel of a tile of relief: elevation, slope to the east, slope to the north, and whether they are known. */
export const RELIEF_BANDS = 4;
