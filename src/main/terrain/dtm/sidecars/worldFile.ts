import { extname } from 'node:path';
import type { GeoTransform } from '../geoTransform';
import { readText, withoutEnding } from './readText';

/**
 * The position of a raster from the world file beside it; null when there is none, or no valid one. Names as GDAL
 * and ArcGIS give them: first and last letter of the ending and a w (.tfw), the ending and a w (.tifw), .wld, and the
 * first two with an x. Six numbers, the last two of which are the centre of the first pixel; decimal commas are accepted,
 * as in GDAL.
 */
export async function readWorldFile(path: string): Promise<GeoTransform | null> {
  const stem = withoutEnding(path);
  const ending = extname(path).slice(1).toLowerCase();
  const short = `${ending.slice(0, 1)}${ending.slice(-1)}w`;
  const names = [short, `${ending}w`, 'wld', `${short}x`, `${ending}wx`];
  const text = await readText(names.flatMap((name) => [`${stem}.${name}`, `${stem}.${name.toUpperCase()}`]));
  if (text === null) return null;
  const [a = NaN, d = NaN, b = NaN, e = NaN, x = NaN, y = NaN] = text
    .trim()
    .split(/\s+/, 6)
    .map((number) => Number(number.replace(',', '.')));
  const transform = [x - a / 2 - b / 2, a, b, y - d / 2 - e / 2, d, e] as const;
  return transform.every(Number.isFinite) ? transform : null;
}
