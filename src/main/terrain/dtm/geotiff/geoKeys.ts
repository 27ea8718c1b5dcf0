import type { TiffDirectory } from './directory';

const KEY_DIRECTORY = 34735;
const DOUBLES = 34736;
const TEXTS = 34737;

export const METRE = 9001;
/** Metres in units of length, by EPSG code. */
export const LINEAR_UNITS_M: Readonly<Record<number, number>> = {
  [METRE]: 1,
  9002: 0.3048,
  9003: 1200 / 3937,
};

/** GeoTIFF keys by number (GeoTIFF 1.1, section 7.1.1). */
export class GeoKeys {
  constructor(
    private readonly numbers: ReadonlyMap<number, Float64Array>,
    private readonly texts: ReadonlyMap<number, string>,
  ) {}

  /** The code or value of the first of some keys that the file has. */
  number(...keys: number[]): number | undefined {
    return keys.map((key) => this.numbers.get(key)?.[0]).find((value) => value !== undefined);
  }

  /** All values of a key; none when the file does not have it. */
  list(key: number): Float64Array {
    return this.numbers.get(key) ?? new Float64Array();
  }

  /** The text of the first of some keys that the file has. */
  text(...keys: number[]): string | undefined {
    return keys.map((key) => this.texts.get(key)).find((text) => text !== undefined);
  }
}

/** Reads the GeoTIFF keys; none when the file has none. */
export async function readGeoKeys(directory: TiffDirectory): Promise<GeoKeys> {
  const entries = await directory.numbers(KEY_DIRECTORY);
  const doubles = await directory.numbers(DOUBLES);
  const text = await directory.text(TEXTS);
  const numbers = new Map<number, Float64Array>();
  const texts = new Map<number, string>();
  for (let at = 4; at + 4 <= entries.length; at += 4) {
    const [key = 0, location = 0, count = 0, value = 0] = entries.subarray(at, at + 4);
    if (location === 0) numbers.set(key, Float64Array.of(value));
    else if (location === DOUBLES) numbers.set(key, doubles.subarray(value, value + count));
    else if (location === TEXTS) texts.set(key, text.slice(value, value + count).replace(/\|$/, ''));
  }
  return new GeoKeys(numbers, texts);
}
