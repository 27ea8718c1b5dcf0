import { throwIfAborted } from '../../../shared/errors';
import {
  ANCHOR_RADII,
  CRITICAL_RADII,
  criticalKinds,
  RELIEF_RADII,
  SURROUNDING_VALUES,
} from '../../../shared/terrain/surroundings';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { reliefM } from '../patch/relief';
import { cellMapper } from '../geo/lattice';
import type { Terrain } from '../terrain';
import { mostPersistent } from './criticalPoints';
import { cellM, type CriticalTiles } from './criticalTiles';
import { sharpen } from './sharpen';

/** The surroundings of places. */
export interface Surroundings {
  /** [n, SURROUNDING_VALUES] */
  readonly values: Float32Array;
  /**
   * [n, 3, 2] lon, lat in degrees of the most persistent point of each kind within a quarter of the radius; NaN where there is none
   */
  readonly anchors: Float64Array;
}

/** Smallest relief for its logarithm, metres. */
const RELIEF_MIN_M = 1;

/** Places whose patches are in memory at once. */
const PLACES_AT_ONCE = 4096;

/**
 * The surroundings of places at a radius.
 * @param locations [n, 2] lon, lat in degrees
 * @throws UserError `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
 */
export async function surroundingsOf(
  terrain: Terrain,
  locations: Float64Array,
  radiusM: number,
  tiles: CriticalTiles,
  signal?: AbortSignal,
): Promise<Surroundings> {
  const count = locations.length / 2;
  const values = new Float32Array(count * SURROUNDING_VALUES);
  const anchors = new Float64Array(count * criticalKinds.length * 2).fill(NaN);
  await writeReliefs(terrain, locations, radiusM, values, signal);
  const withinM = [ANCHOR_RADII, ...CRITICAL_RADII].map((radii) => radii * radiusM);
  const all = placesByTile(terrain, locations, radiusM, tiles);
  for (const [number, { tile, places }] of all.entries()) {
    // While this tile's places are looked at, the next ones are flooded; what goes wrong there shows when it is their turn.
    beginTiles(terrain, radiusM, all.slice(number), tiles, signal).catch(() => undefined);
    const ofTile = await tiles.pointsOfTile(terrain, radiusM, tile, signal);
    const cellOf = cellMapper(ofTile.lattice);
    for (const place of places) {
      const location = [locations[2 * place] ?? NaN, locations[2 * place + 1] ?? NaN] as const;
      const cell = cellOf(...location);
      for (const [number, kind] of criticalKinds.entries()) {
        const points = ofTile[kind];
        const [anchor = -1, ...others] = mostPersistent(points, ofTile.lattice, location, cell, withinM);
        if (anchor >= 0)
          anchors.set(
            points.locations.subarray(2 * anchor, 2 * anchor + 2),
            (place * criticalKinds.length + number) * 2,
          );
        for (const [window, point] of others.entries()) {
          const at = RELIEF_RADII.length + window * criticalKinds.length + number;
          values[place * SURROUNDING_VALUES + at] = Math.log1p(points.persistencesM[point] ?? 0);
        }
      }
    }
  }
  await sharpen(terrain, anchors, cellM(terrain, radiusM));
  return { values, anchors };
}

/**
 * Finds what `surroundingsOf` will look for first around places that are known only roughly yet.
 * @throws as `surroundingsOf`
 */
export const prepareSurroundings = (
  terrain: Terrain,
  locations: Float64Array,
  radiusM: number,
  tiles: CriticalTiles,
  signal?: AbortSignal,
): Promise<void> =>
  beginTiles(terrain, radiusM, placesByTile(terrain, locations, radiusM, tiles), tiles, signal);

/** Finds the critical points of the first of some tiles. */
async function beginTiles(
  terrain: Terrain,
  radiusM: number,
  some: ReturnType<typeof placesByTile>,
  tiles: CriticalTiles,
  signal?: AbortSignal,
): Promise<void> {
  const first = some.slice(0, tiles.atOnce);
  await Promise.all(first.map(({ tile }) => tiles.pointsOfTile(terrain, radiusM, tile, signal)));
}

/** Places that lie in the terrain's box, tile by tile. */
function placesByTile(terrain: Terrain, locations: Float64Array, radiusM: number, tiles: CriticalTiles) {
  type Tile = NonNullable<ReturnType<CriticalTiles['tileAt']>>;
  const byName = new Map<string, { tile: Tile; places: number[] }>();
  for (let place = 0; 2 * place < locations.length; place++) {
    const tile = tiles.tileAt(terrain, radiusM, locations[2 * place] ?? NaN, locations[2 * place + 1] ?? NaN);
    if (tile === null) continue;
    const known = byName.get(tile.name);
    if (known === undefined) byName.set(tile.name, { tile, places: [place] });
    else known.places.push(place);
  }
  return [...byName.values()];
}

/** Writes the logarithms of the reliefs, from the narrowest patch to the widest. */
async function writeReliefs(
  terrain: Terrain,
  locations: Float64Array,
  radiusM: number,
  values: Float32Array,
  signal?: AbortSignal,
): Promise<void> {
  const count = locations.length / 2;
  const room = new Float32Array(Math.min(count, PLACES_AT_ONCE) * PATCH_VALUES);
  for (let start = 0; start < count; start += PLACES_AT_ONCE) {
    const some = locations.subarray(2 * start, 2 * (start + PLACES_AT_ONCE));
    const patches = room.subarray(0, (some.length / 2) * PATCH_VALUES);
    let narrowerM: Float32Array = new Float32Array(some.length / 2).fill(NaN);
    for (const [number, radii] of RELIEF_RADII.entries()) {
      throwIfAborted(signal);
      const ownM = reliefM(await terrain.samplePatches(some, radii * radiusM, patches));
      for (const [place, knownM] of ownM.entries()) {
        if (Number.isNaN(knownM)) ownM[place] = (narrowerM[place] ?? NaN) * Math.SQRT2;
        const at = (start + place) * SURROUNDING_VALUES + number;
        values[at] = Math.log(Math.max(ownM[place] ?? NaN, RELIEF_MIN_M));
      }
      narrowerM = ownM;
    }
  }
}
