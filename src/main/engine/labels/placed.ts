import { projectionOf } from '../../terrain/geo/projection';
import { WGS84, type Part } from './files/feature';
import type { KnownCrs } from './labelReaderContract';

/** Statements of WGS 84 in degrees of longitude and latitude, the CRS of most files. */
const wgs84 = /^(?:urn:ogc:def:crs:)?(?:OGC:[\d.]*:?CRS84h?|EPSG:[\d.]*:?(?:4326|4979))$/i;

/** Transforms coordinates of a file's CRS into degrees. */
export class Placed {
  #inverse: ((x: number, y: number) => readonly [number, number]) | null = null;
  #crs: { readonly code: string; readonly name: string } | null = null;

  /** @param crss that were resolved; one whose text is null was stated by the user and overrides the file */
  constructor(private readonly crss: readonly KnownCrs[]) {}

  /** The CRS that coordinates are taken to be in; null before the file was read, and where it is not known. */
  get crs(): { readonly code: string; readonly name: string } | null {
    return this.#crs;
  }

  /**
   * Sets the CRS that the file states for the coordinates that follow.
   * @param stated null where it states none
   * @returns the text that has to be resolved first; undefined when coordinates can be placed
   */
  missing(stated: string | null): string | null | undefined {
    const known =
      this.crss.find(({ text }) => text === null) ?? this.crss.find(({ text }) => text === stated?.trim());
    if (known !== undefined) {
      this.#crs = { code: known.code, name: known.name };
      this.#inverse = projectionOf(known).inverse;
    } else if (stated !== null && wgs84.test(stated.trim())) {
      this.#crs = { code: WGS84, name: 'WGS 84' };
      this.#inverse = null;
    } else return stated?.trim() ?? null;
    return undefined;
  }

  /** Parts in degrees; null when some of them is not on Earth. */
  inDegrees(parts: readonly Part[]): readonly Part[] | null {
    const placed: Part[] = [];
    for (const part of parts) {
      if (part.kind === 'polygon') {
        const rings = part.rings.map((ring) => this.#pairs(ring));
        if (!rings.every(isOnEarth)) return null;
        placed.push({ kind: 'polygon', rings });
      } else {
        const coordinates = this.#pairs(part.coordinates);
        if (!isOnEarth(coordinates)) return null;
        placed.push({ ...part, coordinates });
      }
    }
    return placed;
  }

  #pairs(coordinates: Float64Array): Float64Array {
    const inverse = this.#inverse;
    if (inverse === null) return coordinates;
    const degrees = new Float64Array(coordinates.length);
    for (let i = 0; i < coordinates.length; i += 2)
      degrees.set(inverse(coordinates[i] ?? NaN, coordinates[i + 1] ?? NaN), i);
    return degrees;
  }
}

/** Whether all pairs are longitudes and latitudes. */
function isOnEarth(pairs: Float64Array): boolean {
  for (let i = 0; i < pairs.length; i += 2) {
    const [lonDeg = NaN, latDeg = NaN] = [pairs[i], pairs[i + 1]];
    if (!(Math.abs(lonDeg) <= 180 && Math.abs(latDeg) <= 90)) return false;
  }
  return true;
}
