import { cpus } from 'node:os';
import { LRUCache } from 'lru-cache';
import { throwIfAborted } from '../../../shared/errors';
import { metresPerDegreeLat, metresPerDegreeLon } from '../../../shared/geo/ellipsoid';
import { grown, type LonLatBox, lonNear, middleLonDeg } from '../../../shared/geo/lonLat';
import { criticalKinds } from '../../../shared/terrain/surroundings';
import type { Terrain } from '../terrain';
import { type CriticalPointsOfTile, criticalPoints } from './criticalPoints';
import { criticalPointsAside } from './criticalPointsAside';
import { gridStepM, readElevations } from './elevationGrid';

/** Maximum number of cells along a tile's side without its margin. */
const TILE_CELLS = 1536;

/** Cells along a radius. */
const CELLS_A_RADIUS = 8;

/** Metres between the cells of critical points: an eighth of the radius or the finest DTM's pixel, whichever is wider. */
export const cellM = (terrain: Terrain, radiusM: number): number =>
  gridStepM(terrain, radiusM / CELLS_A_RADIUS);

/** Radii that a flood reaches beyond its tile. */
const MARGIN_RADII = 16;

/** Maximum degrees along a tile's side, and beyond it: grids in metres cover 40 degrees. */
const TILE_MOST_DEG = 8;
const MARGIN_MOST_DEG = 16;

/** Critical points that are kept in memory, some 24 bytes each. */
const POINTS_KEPT = 4_000_000;

/** A piece of a terrain; the pieces leave no gap. */
interface Tile {
  readonly name: string;
  readonly box: LonLatBox;
}

/** Tiles that are flooded at the same time, at most: each takes up to 150 MB. */
const MOST_AT_ONCE = 4;

/**
 * Critical points of terrains, found tile by tile on first request, so that memory does not grow with the
 * terrain. Tiles are the terrain's: the result around a place does not depend on other requests.
 */
export class CriticalTiles {
  readonly #found: LRUCache<string, CriticalPointsOfTile>;
  /** Tiles that are being flooded. */
  readonly #flooding = new Map<string, Promise<CriticalPointsOfTile>>();
  readonly #tileCells: number;
  /** How many tiles are worth asking for at the same time: large ones are flooded in workers. 0: all are flooded in this thread. */
  readonly atOnce: number;

  /**
   * @param tileCells cells along a tile's side, at most
   * @param pointsKept critical points in memory, at least 1; those of the most recently used tile are kept, however many
   * @param threads that may be used
   */
  constructor(tileCells = TILE_CELLS, pointsKept = POINTS_KEPT, threads = cpus().length) {
    this.#tileCells = tileCells;
    this.atOnce = threads > 1 ? Math.min(threads, MOST_AT_ONCE) : 0;
    this.#found = new LRUCache({
      maxSize: pointsKept,
      sizeCalculation: (points) => Math.min(pointsKept, 1 + countOf(points)),
    });
  }

  /** The tile that a location lies in; null outside the box of the terrain. */
  tileAt(terrain: Terrain, radiusM: number, lonDeg: number, latDeg: number): Tile | null {
    const { westDeg, southDeg, eastDeg, northDeg } = terrain.box;
    const sideM = this.#tileCells * cellM(terrain, radiusM);
    const most = Math.max(Math.abs(southDeg), Math.abs(northDeg));
    const down = cut(southDeg, northDeg, latDeg, sideM / metresPerDegreeLat(most));
    if (down === null) return null;
    const nearestEquatorDeg =
      down.from > 0 || down.to < 0 ? Math.min(Math.abs(down.from), Math.abs(down.to)) : 0;
    const across = cut(
      westDeg,
      eastDeg,
      lonNear(middleLonDeg(terrain.box), lonDeg),
      sideM / metresPerDegreeLon(nearestEquatorDeg),
    );
    if (across === null) return null;
    return {
      name: `${down.number}/${across.number}`,
      box: { westDeg: across.from, southDeg: down.from, eastDeg: across.to, northDeg: down.to },
    };
  }

  /**
   * The critical points of a tile and of 16 radii around it, as far as the terrain reaches.
   * @throws UserError `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
   */
  async pointsOfTile(
    terrain: Terrain,
    radiusM: number,
    { name, box }: Tile,
    signal?: AbortSignal,
  ): Promise<CriticalPointsOfTile> {
    const dtms = terrain.dtms.map(({ metadata: { fingerprint, crs, band } }) => [
      fingerprint,
      crs.proj4,
      band,
    ]);
    const key = JSON.stringify([dtms, radiusM, name]);
    for (;;) {
      throwIfAborted(signal);
      const known = this.#found.get(key);
      if (known !== undefined) return known;
      const flooding = this.#flooding.get(key);
      if (flooding === undefined) return this.#flood(key, flooded(terrain, radiusM, box, this.#find, signal));
      // It may have been cancelled by those who began it, or have failed for them: then it is begun again.
      const points = await flooding.catch(() => undefined);
      if (points !== undefined) return points;
    }
  }

  get #find(): typeof criticalPoints {
    return this.atOnce > 0 ? criticalPointsAside : criticalPoints;
  }

  async #flood(key: string, flooding: Promise<CriticalPointsOfTile>): Promise<CriticalPointsOfTile> {
    this.#flooding.set(key, flooding);
    try {
      const points = await flooding;
      this.#found.set(key, points);
      return points;
    } finally {
      this.#flooding.delete(key);
    }
  }
}

const countOf = (points: CriticalPointsOfTile): number =>
  criticalKinds.reduce((count, kind) => count + points[kind].cells.length, 0);

/** The critical points of a box and its surroundings. */
async function flooded(
  terrain: Terrain,
  radiusM: number,
  box: LonLatBox,
  find: typeof criticalPoints,
  signal?: AbortSignal,
): Promise<CriticalPointsOfTile> {
  const wide = grown(box, MARGIN_RADII * radiusM);
  const seen = {
    ...wide,
    westDeg: Math.max(wide.westDeg, box.westDeg - MARGIN_MOST_DEG),
    eastDeg: Math.min(wide.eastDeg, box.eastDeg + MARGIN_MOST_DEG),
  };
  return find(await readElevations(terrain, seen, cellM(terrain, radiusM), signal), signal);
}

/** Cuts a range of degrees into equal parts of at most a given length; returns the part that contains a point, null if none does. */
function cut(
  from: number,
  to: number,
  at: number,
  longest: number,
): { number: number; from: number; to: number } | null {
  if (!(at >= from && at <= to)) return null;
  const parts = Math.max(1, Math.ceil((to - from) / Math.min(longest, TILE_MOST_DEG)));
  const number = Math.min(parts - 1, Math.floor(((at - from) / (to - from)) * parts));
  const edge = (part: number): number => from + ((to - from) * part) / parts;
  return { number, from: edge(number), to: edge(number + 1) };
}
