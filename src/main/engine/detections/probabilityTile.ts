import { LRUCache } from 'lru-cache';
import type { LatticeValue } from '../../../shared/contract/compute';
import { TILE_SIZE } from '../../../shared/terrain/tile';
import { cellMapper } from '../../terrain/geo/lattice';
import { warpTile } from '../../terrain/tile/warp';
import type { Project } from '../context';
import type { Reader } from '../store/database';
import { findMap, readMap } from './runMaps';

/** Bytes of maps kept in memory: 24 of 5 million cells, for the radii that a scale control steps through. */
const KEPT_BYTES = 512e6;

/** A value for each cell of a lattice. */
export interface LatticeMap {
  readonly lattice: LatticeValue;
  /** [rows * columns] row-major, NaN where there is none */
  readonly values: Float32Array;
}

interface MapAddress {
  readonly runId: number;
  readonly classId: string;
  readonly radiusM: number;
}

/** The maps of runs that were drawn last, whatever the size of the very last; a map never changes once its run is stored. */
class DrawnMaps extends LRUCache<string, LatticeMap, MapAddress & { readonly reader: Reader }> {
  constructor() {
    super({
      maxSize: KEPT_BYTES,
      // Whoever waits for a map gets it, even when the project closes meanwhile.
      ignoreFetchAbort: true,
      sizeCalculation: ({ values }) => Math.min(KEPT_BYTES, values.byteLength),
      fetchMethod: async (_key, _stale, { context: { reader, runId, classId, radiusM } }) => {
        const map = await findMap(reader, runId, classId, radiusM);
        return map === null ? undefined : { lattice: map.lattice, values: await readMap(reader, map) };
      },
    });
  }
}

/**
 * Probabilities of one EPSG:3857 XYZ tile, [256, 256], each pixel the highest of the lattice cells that it lies in, one per
 * radius; TOO_FLAT, which is below any probability, where the terrain is too flat at all radii; NaN outside; null where nothing
 * is.
 */
export async function probabilityTile(
  project: Project,
  request: { runId: number; classId: string; radiiM: readonly number[]; z: number; x: number; y: number },
): Promise<Float32Array | null> {
  let highest: Float32Array | null = null;
  for (const radiusM of request.radiiM) {
    const map = await drawnMap(project, { ...request, radiusM });
    const tile = map === null ? null : latticeTile(map, request);
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
 */
export function latticeTile(
  { lattice, values }: LatticeMap,
  address: { z: number; x: number; y: number },
): Float32Array | null {
  const tile = Float32Array.from(cellsOfTile(lattice, address), (cell) => values[cell] ?? NaN);
  return tile.every((value) => Number.isNaN(value)) ? null : tile;
}

/** The cells of a lattice that the pixels of one EPSG:3857 XYZ tile lie in, [256, 256] row-major indices; -1 outside. */
export function cellsOfTile(
  lattice: LatticeValue,
  { z, x, y }: { z: number; x: number; y: number },
): Int32Array {
  const { columns, rows } = lattice;
  const whole = { left: 0, top: 0, right: TILE_SIZE, bottom: TILE_SIZE };
  const warp = warpTile(z, x, y, whole, cellMapper(lattice));
  const cells = new Int32Array(TILE_SIZE * TILE_SIZE).fill(-1);
  for (let pixel = 0; pixel < cells.length; pixel++) {
    const column = Math.round(warp.columns[pixel] ?? NaN);
    const row = Math.round(warp.rows[pixel] ?? NaN);
    if (column >= 0 && row >= 0 && column < columns && row < rows) cells[pixel] = row * columns + column;
  }
  return cells;
}

/** Probabilities of a map of a run, from memory if it was drawn recently; null where there is none. */
export async function drawnMap(
  { database: reader, caches }: Project,
  { runId, classId, radiusM }: MapAddress,
): Promise<LatticeMap | null> {
  const context = { reader, runId, classId, radiusM };
  return (await caches.of(DrawnMaps).fetch(`${runId} ${classId} ${radiusM}`, { context })) ?? null;
}
