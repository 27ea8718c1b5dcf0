import type { LatticeValue } from '../../../shared/contract/compute';
import { latticeTile } from '../detections/probabilityTile';
import type { Reader } from '../store/database';
import type { TileAddress } from '../tiles/landformTile';
import { findExploration, readCells } from './explorations';

/** The exploration that was drawn last: its places never change. */
interface Drawn {
  readonly explorationId: number;
  readonly ground: Promise<{ lattice: LatticeValue; places: Float32Array }>;
}

const drawn = new WeakMap<Reader, Drawn>();

/**
 * Indices of an exploration's places on one EPSG:3857 XYZ tile, [256, 256], NaN where there is none; null where nothing is.
 * @throws UserError `not-found`
 */
export async function placeTile(
  reader: Reader,
  { explorationId, ...tile }: TileAddress & { readonly explorationId: number },
): Promise<Float32Array | null> {
  let last = drawn.get(reader);
  if (last?.explorationId !== explorationId) {
    last = { explorationId, ground: groundOf(reader, explorationId) };
    drawn.set(reader, last);
  }
  const { lattice, places } = await last.ground;
  return latticeTile(lattice, places, tile);
}

/** The lattice of an exploration, with the index of the place in each cell. */
async function groundOf(
  reader: Reader,
  explorationId: number,
): Promise<{ lattice: LatticeValue; places: Float32Array }> {
  const { lattice } = await findExploration(reader, explorationId);
  const places = new Float32Array(lattice.columns * lattice.rows).fill(NaN);
  for (const [place, cell] of (await readCells(reader, explorationId)).entries()) places[cell] = place;
  return { lattice, places };
}
