import type { Transaction } from '../store/database';
import { labelPages } from './labels';
import { isOsmRef } from './osmRef';
import { fileIn } from './refInFile';

/** The labels that the project has of each class. */
export async function knownLabels(
  transaction: Transaction,
  classes: readonly { id: string }[],
): Promise<KnownPlaces[]> {
  const known: KnownPlaces[] = [];
  for (const { id } of classes) {
    const places = new KnownPlaces();
    for await (const rows of labelPages(transaction, id)) {
      for (const row of rows) places.add(row.lon_deg, row.lat_deg, row.source_ref, sourceIn(row.source_ref));
    }
    known.push(places);
  }
  return known;
}

/** The origin of labels that may be of any source: those by hand, and of files that are no longer known. */
const ANY = '';

/** The labels of a class, by identity in their source and by place: a place counts once for each source. */
export class KnownPlaces {
  readonly #places = new Map<string, Set<number>>();
  readonly #refs = new Set<string>();

  /** @param source `osm`, or the name of a file */
  has(lonDeg: number, latDeg: number, ref: string | null, source: string): boolean {
    if (ref !== null && this.#refs.has(ref)) return true;
    const key = placeKey(lonDeg, latDeg);
    return this.#places.get(source)?.has(key) === true || this.#places.get(ANY)?.has(key) === true;
  }

  add(lonDeg: number, latDeg: number, ref: string | null, source: string): void {
    const places = this.#places.get(source) ?? new Set();
    this.#places.set(source, places.add(placeKey(lonDeg, latDeg)));
    if (ref !== null) this.#refs.add(ref);
  }
}

/** The source of labels of OpenStreetMap. */
export const OSM = 'osm';

/** The source that an identity names. */
function sourceIn(ref: string | null): string {
  if (ref === null) return ANY;
  return isOsmRef(ref) ? OSM : (fileIn(ref) ?? ANY);
}

/** The same place as one whole number: a text would take several times the memory. */
const placeKey = (lonDeg: number, latDeg: number): number =>
  Math.round((lonDeg + 180) * 1e5) * 2 ** 25 + Math.round((latDeg + 90) * 1e5);
