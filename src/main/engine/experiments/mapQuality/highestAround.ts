import { throwIfAborted } from '../../../../shared/errors';
import { boxContains, type LonLatBox } from '../../../../shared/geo';
import { PATCH_VALUES, spacingM } from '../../../../shared/patch';
import { chunksOf, latticeForBox, locationsOfChunk } from '../../../terrain/geo/lattice';
import type { Terrain } from '../../../terrain/terrain';
import { joinChunks } from '../../detections/probabilities';
import { pairsOfPlaces, strongestPlaces, type ScoredPlace } from './places';

const CENTRE = (PATCH_VALUES - 1) / 2;

/**
 * The highest places of their patches, by how far they stand above the patch's mean: topographic position (Weiss 2001,
 * "Topographic position and landforms analysis").
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
    if (valid[index] !== 1 || patch.some((elevation) => elevation > middle)) return [];
    return [
      { ...place, score: middle - patch.reduce((sum, elevation) => sum + elevation, 0) / PATCH_VALUES },
    ];
  });
}
