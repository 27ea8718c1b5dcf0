import type { DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';

/** Columns and rows of SRTM tiles: of 3, 1 and 0.5 arc-seconds, and of 2 by 1 beyond 50 degrees of latitude. */
export const TILE_SIZES = [
  { width: 1201, height: 1201 },
  { width: 1801, height: 3601 },
  { width: 3601, height: 3601 },
  { width: 7201, height: 7201 },
] as const;

const NAME = /^([NS])(\d{2})([EW])(\d{3})(?!\d)/i;

/**
 * The position of a tile, from the first of its names that states it: a packed one has its own name and its file's.
 * @throws UserError `bad-input` when none does, or two of them differ
 */
export function gridOf(
  file: FileSource,
  names: readonly string[],
  width: number,
  height: number,
): Pick<DtmMetadata, 'originX' | 'originY' | 'pixelWidth' | 'pixelHeight'> {
  const [corner, ...others] = names.map(southWestCorner).filter((found) => found !== null);
  if (corner === undefined)
    throw file.error(
      'bad-input',
      'has no position in its name: name it after its south-west corner, such as N46E008.hgt.',
    );
  if (others.some(({ lonDeg, latDeg }) => lonDeg !== corner.lonDeg || latDeg !== corner.latDeg))
    throw file.error(
      'bad-input',
      `has the name of another position than its tile (${names[0] ?? ''}): unpack it, and import the tile.`,
    );
  const [pixelWidth, rowHeight] = [1 / (width - 1), 1 / (height - 1)];
  return {
    originX: corner.lonDeg - pixelWidth / 2,
    originY: corner.latDeg + 1 + rowHeight / 2,
    pixelWidth,
    pixelHeight: -rowHeight,
  };
}

function southWestCorner(name: string): { readonly lonDeg: number; readonly latDeg: number } | null {
  const [, ns, lat, ew, lon] = NAME.exec(name) ?? [];
  const latDeg = Number(lat) * (ns?.toUpperCase() === 'S' ? -1 : 1);
  const lonDeg = Number(lon) * (ew?.toUpperCase() === 'W' ? -1 : 1);
  return latDeg >= -90 && latDeg < 90 && lonDeg >= -180 && lonDeg < 180 ? { lonDeg, latDeg } : null;
}
