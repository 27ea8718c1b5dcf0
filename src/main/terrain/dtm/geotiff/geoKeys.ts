import type { TiffDirectory } from './directory';

const KEY_DIRECTORY = 34735;
const DOUBLES = 34736;
const TEXTS = 34737;

export const RASTER_TYPE = 1025;

/** GeoTIFF keys by number (GeoTIFF 1.1, section 7.1.1). */
export interface GeoKeys {
  /** Codes and measures. */
  readonly numbers: ReadonlyMap<number, number>;
  readonly texts: ReadonlyMap<number, string>;
}

/** Reads the GeoTIFF keys; none when the file has none. */
export async function readGeoKeys(directory: TiffDirectory): Promise<GeoKeys> {
  const entries = await directory.numbers(KEY_DIRECTORY);
  const doubles = await directory.numbers(DOUBLES);
  const text = await directory.text(TEXTS);
  const numbers = new Map<number, number>();
  const texts = new Map<number, string>();
  for (let at = 4; at + 4 <= entries.length; at += 4) {
    const [key = 0, location = 0, count = 0, value = 0] = entries.subarray(at, at + 4);
    if (location === 0) numbers.set(key, value);
    else if (location === DOUBLES) numbers.set(key, doubles[value] ?? NaN);
    else if (location === TEXTS) texts.set(key, text.slice(value, value + count).replace(/\|$/, ''));
  }
  return { numbers, texts };
}
