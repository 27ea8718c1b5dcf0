import { throwIfAborted } from '../../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../../shared/geo';
import { PATCH_SIZE, PATCH_VALUES, spacingM } from '../../../../shared/patch';
import { chunksOf, latticeForBox, locationsOfChunk } from '../../../terrain/geo/lattice';
import type { Terrain } from '../../../terrain/terrain';
import { joinChunks } from '../../detections/probabilities';
import { pairsOfPlaces, strongestPlaces, type ScoredPlace } from './places';

const CENTRE = (PATCH_VALUES - 1) / 2;

/** Samples from the middle of a patch that none may be higher than it: half the radius, which finds most for peaks at 240 m. */
const HALF = (PATCH_SIZE - 1) / 4;

/**
 * Places that are the highest of half their radius, by how far they stand above the mean of the patch: topographic position
 * (Weiss 2001, "Topographic position and landforms analysis"). None is nearer than the radius to a higher one.
 * @returns places whose score is metres above the mean
 */
export async function highestAround(
  terrain: Terrain,
  box: LonLatBox,
  radiusM: number,
  signal: AbortSignal,
): Promise<ScoredPlace[]> {
  const lattice = latticeForBox(box, spacingM(radiusM));
  const chunks = [];
  for (const [chunkColumn, chunkRow] of chunksOf(lattice)) {
    throwIfAborted(signal);
    const probabilities = await terrain.elevationsAt(
      locationsOfChunk(lattice, chunkColumn, chunkRow),
      lattice.stepM,
    );
    chunks.push({ chunkColumn, chunkRow, probabilities });
  }
  const summits = strongestPlaces(await joinChunks(lattice, chunks), lattice, -Infinity, radiusM).filter(
    ({ lonDeg, latDeg }) => boxContains(box, lonDeg, latDeg),
  );
  const { values, valid } = await terrain.samplePatches(pairsOfPlaces(summits), radiusM);
  return summits.flatMap((place, index) => {
    const patch = values.subarray(index * PATCH_VALUES, (index + 1) * PATCH_VALUES);
    const middle = patch[CENTRE] ?? NaN;
    if (valid[index] !== 1 || patch.some((elevation, at) => elevation > middle && isInner(at))) return [];
    return [
      { ...place, score: middle - patch.reduce((sum, elevation) => sum + elevation, 0) / PATCH_VALUES },
    ];
  });
}

/** Whether a value of a patch lies within half the radius of the middle, row and column counted apart. */
function isInner(at: number): boolean {
  const row = Math.floor(at / PATCH_SIZE) - 2 * HALF;
  const column = (at % PATCH_SIZE) - 2 * HALF;
  return Math.max(Math.abs(row), Math.abs(column)) <= HALF;
}
