import type { LonLatBox } from '../../../shared/geo/lonLat';
import { TILE_SIZE } from '../../../shared/terrain/tile';

/** A rectangle of a tile's pixels: columns [left, right), rows [top, bottom). */
export interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const DEGREES = 180 / Math.PI;

/** Longitude of a tile's pixel edge in EPSG:3857, XYZ scheme. */
export const tileLonDeg = (zoom: number, x: number, pixel: number): number =>
  ((x + pixel / TILE_SIZE) / 2 ** zoom) * 360 - 180;

/** Latitude of a tile's pixel edge: the spherical Mercator's inverse (IOGP 373-7-2, section 3.5.1.1). */
export const tileLatDeg = (zoom: number, y: number, pixel: number): number =>
  DEGREES * Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + pixel / TILE_SIZE)) / 2 ** zoom)));

/** The tile's column that a longitude lies in, with its fraction: the inverse of `tileLonDeg`. */
export const tileColumn = (zoom: number, lonDeg: number): number => ((lonDeg + 180) / 360) * 2 ** zoom;

/** The tile's row that a latitude lies in, with its fraction: the inverse of `tileLatDeg`. */
export const tileRow = (zoom: number, latDeg: number): number =>
  (1 - Math.asinh(Math.tan(latDeg / DEGREES)) / Math.PI) * 2 ** (zoom - 1);

/**
 * The pixels of a tile that touch a box; null when none do.
 * @param gutter pixels beyond each edge of the tile that count to it; they have columns and rows below 0 and from 256 on
 */
export function pixelsInBox(
  zoom: number,
  x: number,
  y: number,
  box: LonLatBox,
  gutter: number,
): PixelRect | null {
  const row = (latDeg: number): number => (tileRow(zoom, latDeg) - y) * TILE_SIZE;
  const top = Math.max(-gutter, Math.floor(row(box.northDeg)));
  const bottom = Math.min(TILE_SIZE + gutter, Math.ceil(row(box.southDeg)));
  if (top >= bottom) return null;
  // The world wraps around: a box across the antimeridian touches tiles at both ends.
  const across = [0, 360, -360]
    .map((turnDeg) => {
      const column = (lonDeg: number): number => (tileColumn(zoom, lonDeg + turnDeg) - x) * TILE_SIZE;
      return {
        left: Math.max(-gutter, Math.floor(column(box.westDeg))),
        right: Math.min(TILE_SIZE + gutter, Math.ceil(column(box.eastDeg))),
      };
    })
    .filter(({ left, right }) => left < right);
  if (across.length === 0) return null;
  return {
    left: Math.min(...across.map(({ left }) => left)),
    right: Math.max(...across.map(({ right }) => right)),
    top,
    bottom,
  };
}
