import type { LatticeValue } from '../../../shared/contract/compute';
import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';
import { regionContains, type Region } from '../../../shared/geo/region';
import { CHUNK_SIZE } from '../layer';
import { cellsWhere } from './cellsWhere';
import { cellAt, CHUNK_CELLS, locationsInChunk, type ChunkAddress } from '../../terrain/geo/lattice';

/**
 * The cells of a chunk, 0..4095, that have a value and lie in a region; undefined: anywhere.
 * @param values [4096] NaN where there is none
 */
export function cellsInRegion(
  lattice: LatticeValue,
  chunk: ChunkAddress,
  values: Float32Array,
  region: Region | undefined,
): Uint32Array {
  const there = cellsWhere(values, (value) => !Number.isNaN(value));
  if (region === undefined) return there;
  if (region.outline === undefined && liesIn(lattice, chunk, region)) return there;
  const locations = locationsInChunk(lattice, chunk, there);
  return there.filter((_, index) =>
    regionContains(region, locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN),
  );
}

const EVERY = new Float32Array(CHUNK_SIZE);

/** The chunks that have a cell in a region; all where it is a box, since their lattice is the box's. @param chunks column, row pairs */
export const chunksInRegion = (
  lattice: LatticeValue,
  chunks: readonly [number, number][],
  region: Region | undefined,
): [number, number][] =>
  chunks.filter(
    ([chunkColumn, chunkRow]) =>
      region?.outline === undefined ||
      cellsInRegion(lattice, { chunkColumn, chunkRow }, EVERY, region).length > 0,
  );

const LAST = CHUNK_CELLS - 1;

/** The cells around a chunk. */
const RIM = Uint16Array.from({ length: CHUNK_SIZE }, (_, cell) => cell).filter((cell) => {
  const [column, row] = cellAt({ columns: CHUNK_CELLS }, cell);
  return column === 0 || column === LAST || row === 0 || row === LAST;
});

/** Whether a chunk lies in a box as a whole: what is around it does. */
function liesIn(lattice: LatticeValue, chunk: ChunkAddress, box: LonLatBox): boolean {
  const locations = locationsInChunk(lattice, chunk, RIM);
  return RIM.every((_, index) =>
    boxContains(box, locations[2 * index] ?? NaN, locations[2 * index + 1] ?? NaN),
  );
}
