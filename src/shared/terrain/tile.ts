/** Pixels along a map tile's edge, EPSG:3857 XYZ. */
export const TILE_SIZE = 256;

/** Pixels that an elevation tile reaches beyond each edge, so that slopes are whole at the seams. */
export const TILE_GUTTER = 1;

/** Values along the edge of an elevation tile, gutter and all. */
export const ELEVATION_TILE_SIZE = TILE_SIZE + 2 * TILE_GUTTER;

/** Cells along the edge of a tile of landforms: places are looked at every fourth pixel. */
export const LANDFORM_TILE_SIZE = 64;

/** Values of a pixel of a tile of relief: elevation, rise to the east, rise to the north, and whether they are known. */
export const RELIEF_BANDS = 4;
