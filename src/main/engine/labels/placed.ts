import { projectionOf } from '../../terrain/geo/projection';
import type { Part } from './files/feature';
import type { KnownCrs } from './labelReaderContract';

/** Statements of WGS 84 in degrees of longitude and latitude, the CRS of most files. */
const wgs84 = /^(?:urn:ogc:def:crs:)?(?:OGC:[\d.]*:?CRS84h?|EPSG:[\d.]*:?(?:4326|4979))$/i;

/** Brings coordinates of a file's CRS into degrees. */
export class Placed {
  readonly #inverse: ((x: number, y: number) => readonly [number, number]) | null;

  constructor(private readonly crs: KnownCrs | null) {
    this.#inverse = crs === null || crs.proj4 === WGS84_PROJ4 ? null : projectionOf(crs).inverse;
  }

  /**
   * The CRS that has to be found out first; undefined when coordinates can be placed.
   * @param stated as the file does, null where it does not
   */
  missing(stated: string | null): string | null | undefined {
    const isWgs84 = stated !== null && wgs84.test(stated.trim());
    // A file that states its CRS behind its features is read anew with it: WGS 84 is what it seemed to be before.
    if (this.crs !== null && (isWgs84 || this.crs.text === null || this.crs.text === stated)) return undefined;
    if (isWgs84) return undefined;
    return stated;
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
        placed.push({ kind: part.kind, coordinates });
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

const WGS84_PROJ4 = '+proj=longlat +datum=WGS84 +no_defs';

/** Whether all pairs are longitudes and latitudes. */
function isOnEarth(pairs: Float64Array): boolean {
  for (let i = 0; i < pairs.length; i += 2) {
    const [lonDeg = NaN, latDeg = NaN] = [pairs[i], pairs[i + 1]];
    if (!(Math.abs(lonDeg) <= 180 && Math.abs(latDeg) <= 90)) return false;
  }
  return true;
}
