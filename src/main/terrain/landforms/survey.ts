import type { LatticeValue } from '../../../shared/contract/compute';
import { throwIfAborted } from '../../../shared/errors';
import { grown, type LonLatBox } from '../../../shared/geo/lonLat';
import { spacingM } from '../../../shared/terrain/patch';
import { localMaxima } from '../geo/apart';
import { CHUNK_CELLS, chunksOf, latticeForBox, locationsOfChunk } from '../geo/lattice';
import type { Terrain } from '../terrain';
import { type ElevationGrid, gridStepM, readElevations } from './elevationGrid';
import type { PatchScores } from './patchScores';

/** Where a rule looks, and at what scale. */
interface SurveyedArea {
  readonly terrain: Terrain;
  readonly box: LonLatBox;
  readonly radiusM: number;
  readonly signal?: AbortSignal | undefined;
}

/** The result of a rule for an area, which may extend beyond the box. */
interface Surveyed {
  readonly lattice: LatticeValue;
  /** [rows * columns] */
  readonly scores: Float32Array;
  /** Cells that may be places. */
  readonly candidates: number[];
}

/** A method to survey an area. */
export type Survey = (area: SurveyedArea) => Promise<Surveyed>;

/** Steps of the lattice of patches along a radius, as in detection by heads. */
const PATCHES_A_RADIUS = 4;

/** Cells along a radius beyond which a finer grid would not help a rule. */
const CELLS_A_RADIUS = 16;

/**
 * A survey of elevations.
 * @param marginRadii how far beyond the box the rule must read, in radii
 * @param score [rows * columns], NaN where there is no place
 */
export const surveyGrid =
  (
    marginRadii: number,
    score: (
      grid: ElevationGrid,
      radiusM: number,
      signal?: AbortSignal,
    ) => Promise<Float32Array> | Float32Array,
  ): Survey =>
  async ({ terrain, box, radiusM, signal }) => {
    const stepM = gridStepM(terrain, radiusM / CELLS_A_RADIUS);
    const grid = await readElevations(terrain, grown(box, marginRadii * radiusM), stepM, signal);
    const scores = await score(grid, radiusM, signal);
    const candidates: number[] = [];
    for (const [cell, value] of scores.entries()) if (!Number.isNaN(value)) candidates.push(cell);
    return { lattice: grid.lattice, scores, candidates };
  };

/** A survey patch by patch, on a lattice of a quarter of the radius; its local maxima may be places. */
export const surveyPatches =
  (score: PatchScores): Survey =>
  async ({ terrain, box, radiusM, signal }) => {
    const lattice = latticeForBox(box, radiusM / PATCHES_A_RADIUS);
    const scores = new Float32Array(lattice.columns * lattice.rows).fill(NaN);
    for (const [chunkColumn, chunkRow] of chunksOf(lattice)) {
      throwIfAborted(signal);
      const { values } = await terrain.samplePatches(
        locationsOfChunk(lattice, chunkColumn, chunkRow),
        radiusM,
      );
      const found = score(values, spacingM(radiusM));
      const left = chunkColumn * CHUNK_CELLS;
      const width = Math.min(CHUNK_CELLS, lattice.columns - left);
      for (let row = 0; row < CHUNK_CELLS && chunkRow * CHUNK_CELLS + row < lattice.rows; row++) {
        const from = row * CHUNK_CELLS;
        const to = (chunkRow * CHUNK_CELLS + row) * lattice.columns + left;
        scores.set(found.subarray(from, from + width), to);
      }
    }
    return { lattice, scores, candidates: localMaxima(scores, lattice.columns) };
  };
