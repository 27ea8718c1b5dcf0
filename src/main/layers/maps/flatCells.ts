import type { LatticeValue } from '../../../shared/contract/compute';
import { boxContains, type LonLatBox } from '../../../shared/geo/lonLat';
import { cellsWhere } from './cellsWhere';
import { type ChunkAddress, locationsInChunk } from '../../terrain/geo/lattice';

/** Which terrain is too flat for a head to decide on. */
export interface FlatGround {
  /** Reliefs below which patches are too flat, metres: one for each noise among the DTMs, the least first; empty for none. */
  readonly belowM: readonly number[];
  /** The same for any patch, where all DTMs have the same noise; null where they differ. */
  readonly everywhereM: number | null;
  /** The same for a patch around a place, by the noise of the finest DTM there; 0 where nothing is too flat. */
  readonly leastReliefM: (lonDeg: number, latDeg: number) => number;
}

/** A DTM's extent and the noise in its elevations. */
export interface NoisyArea {
  readonly box: LonLatBox;
  /** Vertical noise, metres; 0 where it cannot be estimated. */
  readonly noiseM: number;
}

/**
 * Terrain whose relief within a patch is below a multiple of its DTM's vertical noise.
 * @param noise of the DTMs, finest first
 * @param times the multiple; 0: no terrain is too flat
 */
export function flatGroundOf(noise: readonly NoisyArea[], times: number): FlatGround {
  const floors = noise.map(({ box, noiseM }) => ({ box, leastM: times * noiseM }));
  const [first = 0, ...others] = floors.map(({ leastM }) => leastM);
  return {
    everywhereM: others.every((leastM) => leastM === first) ? first : null,
    belowM: [...new Set(floors.map(({ leastM }) => leastM))]
      .filter((leastM) => leastM > 0)
      .sort((a, b) => a - b),
    leastReliefM: (lonDeg, latDeg) => floors.find(({ box }) => boxContains(box, lonDeg, latDeg))?.leastM ?? 0,
  };
}

/**
 * Which cells of a chunk are too flat.
 * @param reliefM [4096]
 * @returns [4096] 1 where they are, 0 elsewhere and where no patch exists
 */
export function flatCells(
  lattice: LatticeValue,
  chunk: ChunkAddress & { readonly reliefM: Float32Array },
  { belowM, everywhereM, leastReliefM }: FlatGround,
): Uint8Array {
  const isFlat = new Uint8Array(chunk.reliefM.length);
  const mostM = belowM.at(-1) ?? 0;
  const low = cellsWhere(chunk.reliefM, (reliefM) => reliefM < mostM);
  if (everywhereM !== null) {
    for (const cell of low) isFlat[cell] = 1;
    return isFlat;
  }
  const locations = locationsInChunk(lattice, chunk, low);
  for (const [i, cell] of low.entries()) {
    const leastM = leastReliefM(locations[2 * i] ?? NaN, locations[2 * i + 1] ?? NaN);
    if ((chunk.reliefM[cell] ?? NaN) < leastM) isFlat[cell] = 1;
  }
  return isFlat;
}
