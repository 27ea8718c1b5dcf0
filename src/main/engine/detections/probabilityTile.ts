import type { LatticeValue } from '../../../shared/contract/compute';
import { TILE_SIZE } from '../../../shared/terrain/tile';
import { cellOfLocation } from '../../terrain/geo/lattice';
import { warpTile } from '../../terrain/tile/warp';
import type { Reader } from '../store/database';
import { findMap, readMap, type RunMap } from './runs';

/** Maps kept in memory: one for each radius that a scale control steps through. */
const MAPS_KEPT = 24;

interface LoadedMap {
  readonly map: RunMap;
  readonly probabilities: Float32Array;
}

/** Maps that were drawn last; a project's maps never change once a run is stored. */
const loaded = new WeakMap<Reader, Map<string, Promise<LoadedMap | null>>>();

/**
 * Probabilities of one EPSG:3857 XYZ tile, [256, 256], each pixel the highest of the lattice cells that it lies in, one a radius;
 * TOO_FLAT, which is below any probability, where the ground is at all of them; NaN outside; null where nothing is.
 */
export async function probabilityTile(
  reader: Reader,
  request: { runId: number; classId: string; radiiM: readonly number[]; z: number; x: number; y: number },
): Promise<Float32Array | null> {
  let highest: Float32Array | null = null;
  for (const radiusM of request.radiiM) {
    const found = await loadMap(reader, request.runId, request.classId, radiusM);
    const tile = found === null ? null : latticeTile(found.map.lattice, found.probabilities, request);
    if (tile === null || highest === null) highest ??= tile;
    else writeHigher(highest, tile);
  }
  return highest;
}

/** Raises values to those of another tile where they are higher there, or missing here. */
function writeHigher(values: Float32Array, others: Float32Array): void {
  for (let pixel = 0; pixel < values.length; pixel++) {
    const other = others[pixel] ?? NaN;
    // Not `>`: that is false for a value that is NaN.
    if (!Number.isNaN(other) && !((values[pixel] ?? NaN) >= other)) values[pixel] = other;
  }
}

/**
 * Values of a lattice on one EPSG:3857 XYZ tile, [256, 256], each pixel that of the cell it lies in; NaN outside; null where
 * nothing is.
 * @param values [rows * columns] row-major, NaN where there is none
 */
export function latticeTile(
  lattice: LatticeValue,
  values: Float32Array,
  { z, x, y }: { z: number; x: number; y: number },
): Float32Array | null {
  const { columns, rows } = lattice;
  const whole = { left: 0, top: 0, right: TILE_SIZE, bottom: TILE_SIZE };
  const warp = warpTile(z, x, y, whole, (lonDeg, latDeg) => cellOfLocation(lattice, lonDeg, latDeg));
  const tile = new Float32Array(TILE_SIZE * TILE_SIZE).fill(NaN);
  let any = false;
  for (let pixel = 0; pixel < tile.length; pixel++) {
    const column = Math.round(warp.columns[pixel] ?? NaN);
    const row = Math.round(warp.rows[pixel] ?? NaN);
    if (!(column >= 0 && row >= 0 && column < columns && row < rows)) continue;
    const value = values[row * columns + column] ?? NaN;
    if (Number.isNaN(value)) continue;
    tile[pixel] = value;
    any = true;
  }
  return any ? tile : null;
}

/** A map of a run with its probabilities, from memory if it was drawn lately; null where there is none. */
export function loadMap(
  reader: Reader,
  runId: number,
  classId: string,
  radiusM: number,
): Promise<LoadedMap | null> {
  const maps = loaded.get(reader) ?? new Map<string, Promise<LoadedMap | null>>();
  loaded.set(reader, maps);
  const key = `${runId} ${classId} ${radiusM}`;
  let entry = maps.get(key);
  if (entry === undefined) {
    entry = findMap(reader, runId, classId, radiusM).then(async (map) =>
      map === null ? null : { map, probabilities: await readMap(reader, map) },
    );
    maps.set(key, entry);
    const [oldest] = maps.keys();
    if (maps.size > MAPS_KEPT && oldest !== undefined) maps.delete(oldest);
  }
  return entry;
}
