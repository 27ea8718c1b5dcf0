import { LRUCache } from 'lru-cache';
import type { Project } from '../context';
import { type LatticeMap, latticeTile } from '../detections/probabilityTile';
import type { Reader } from '../store/database';
import type { TileAddress } from '../tiles/landformTile';
import { findExploration, readCells } from './explorations';

/** The indices of places of the exploration that was drawn last, by its id: its places never change. */
class DrawnPlaces extends LRUCache<number, LatticeMap, Reader> {
  constructor() {
    super({
      max: 1,
      // Whoever waits for a map gets it, even when another one is drawn meanwhile.
      ignoreFetchAbort: true,
      fetchMethod: (id, _stale, { context }) => readPlaceMap(context, id),
    });
  }
}

/**
 * Indices of an exploration's places on one EPSG:3857 XYZ tile, [256, 256], NaN where there is none; null where nothing is.
 * @throws UserError `not-found`
 */
export async function placeTile(
  { database, caches }: Project,
  { explorationId, ...tile }: TileAddress & { readonly explorationId: number },
): Promise<Float32Array | null> {
  const map = await caches.of(DrawnPlaces).forceFetch(explorationId, { context: database });
  return latticeTile(map, tile);
}

/** The lattice of an exploration, with the index of the place in each cell. */
async function readPlaceMap(reader: Reader, explorationId: number): Promise<LatticeMap> {
  const { lattice } = await findExploration(reader, explorationId);
  const values = new Float32Array(lattice.columns * lattice.rows).fill(NaN);
  for (const [place, cell] of (await readCells(reader, explorationId)).entries()) values[cell] = place;
  return { lattice, values };
}
