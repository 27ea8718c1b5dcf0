import type { LatticeValue } from '../../../shared/contract/compute';
import type { LayerChunk } from '../../../shared/contract/layerForm';
import type { Region } from '../../../shared/geo/region';
import { CHUNK_SIZE } from '../layer';
import { cellsInRegion } from './cellsInRegion';
import { flatCells, type FlatGround } from './flatCells';

/** Value in a map of decisions where the terrain is too flat to say; NaN where there is no patch. */
export const FLAT = -Infinity;

/** Which cells of a lattice are decided on. */
export interface Asked {
  /** Only those in it; undefined: all. */
  readonly box: Region | undefined;
  readonly flat: FlatGround;
}

/**
 * What of a chunk is to be decided on: the cells that have a patch, lie in the box and are not too flat have a scale.
 * @returns with `values` [4096] that apply where nothing is decided; null for a chunk with no cell in the box
 */
export function askedOf(
  lattice: LatticeValue,
  chunk: LayerChunk,
  wanted: Asked,
): (LayerChunk & { readonly values: Float32Array }) | null {
  const asked = askedCells(lattice, chunk, wanted);
  if (asked === null) return null;
  const scale = new Float32Array(CHUNK_SIZE).fill(NaN);
  const values = scale.slice();
  for (const cell of asked.cells) {
    if (asked.isFlat[cell] === 1) values[cell] = FLAT;
    else scale[cell] = chunk.scale[cell] ?? NaN;
  }
  return { ...chunk, scale, values };
}

/** The cells of a chunk that have a patch and lie in the box, and which of all are too flat; null without any. */
export function askedCells(
  lattice: LatticeValue,
  chunk: Pick<LayerChunk, 'chunkColumn' | 'chunkRow' | 'reliefM'>,
  { box, flat }: Asked,
): { cells: Uint32Array; isFlat: Uint8Array } | null {
  const cells = cellsInRegion(lattice, chunk, chunk.reliefM, box);
  return cells.length === 0 ? null : { cells, isFlat: flatCells(lattice, chunk, flat) };
}
