import type { HeatMapEvent, HeatMapRequest } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import { boxContains } from '../../../shared/geo/lonLat';
import { chunksOf, latticeForBox } from '../../terrain/geo/lattice';
import { openTerrain } from '../../terrain/terrain';
import { loadTensorflow } from '../backend';
import { readElevations, spacingOf } from './elevationRaster';
import { chunkAnswers, terrainLattice } from './heatMapChunks';
import { predictHeatMap } from './predictHeatMap';
import { trainHeatMap } from './trainHeatMap';
import { placesOn } from './trainingTiles';

/**
 * Trains a convolutional detector on the known places of a box, and applies it to a lattice, chunk by chunk. A cell has the
 * highest probability of the area that is nearer to it than to other cells.
 * @throws UserError `too-few-labels` when no known place lies in the box, `bad-input` when a box is too large, `cancelled`,
 * `diverged`
 */
export async function* heatMapLattice(
  request: HeatMapRequest,
  signal: AbortSignal,
): AsyncGenerator<HeatMapEvent> {
  const { trainBox, leftOut, positives, leastElevationM, radiusM, seed, steps, lattice } = request;
  await loadTensorflow();
  const terrain = await openTerrain(request.terrain);
  try {
    const sampling = { radiusM, spacingM: spacingOf(terrain, radiusM) };
    const trainLattice = latticeForBox(trainBox, sampling.spacingM);
    const isTrainedOn = (lonDeg: number, latDeg: number): boolean =>
      boxContains(trainBox, lonDeg, latDeg) && !(leftOut !== null && boxContains(leftOut, lonDeg, latDeg));
    const raster = await readElevations(terrain, trainLattice, isTrainedOn, signal);
    const places = placesOn(raster, positives, isTrainedOn, leastElevationM);
    if (places.length === 0) {
      throw new UserError(
        'too-few-labels',
        'The convolutional detector learns from known places, but none of the class lies in the training area. ' +
          'Choose another box.',
      );
    }
    const network = yield* trainHeatMap({ raster, places, sampling, leastElevationM }, steps, seed, signal);
    const reach = terrainLattice(lattice, sampling);
    const elevations = await readElevations(terrain, reach, () => true, signal);
    const heat = yield* predictHeatMap(network, elevations, sampling, signal);
    const answer = chunkAnswers(lattice, elevations, heat, sampling);
    for (const [chunkColumn, chunkRow] of chunksOf(lattice)) {
      yield { kind: 'chunk', chunkColumn, chunkRow, probabilities: answer(chunkColumn, chunkRow) };
    }
  } finally {
    await terrain.close();
  }
}
