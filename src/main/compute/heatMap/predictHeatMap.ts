import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HeatMapEvent } from '../../../shared/contract/compute';
import { throwIfAborted } from '../../../shared/errors';
import { tf } from '../backend';
import { symmetryPermutations } from '../encoders/symmetry';
import { copyPermuted } from '../training/batches';
import { tensorsOf, type TrainingNetwork } from '../training/network';
import { cropElevations, type ElevationRaster } from './elevationRaster';
import { heatMapForward, OUTPUT_STRIDE, SIZE_UNIT } from './heatMapNetwork';
import { channelMargin, CHANNELS, reliefChannels, type Sampling } from './reliefChannels';

/** Cells along the edge of the largest block that is predicted at once. */
const LARGEST_BLOCK = 192;

/** Cells around a block that the network also sees: at the edge of its input it sees too little to predict. */
const SURROUNDINGS = 32;

/** Cells that are read around the predicted area, an even number. */
export const terrainMargin = (sampling: Sampling): number => SURROUNDINGS + channelMargin(sampling);

/** Probabilities over a raster less its margin, one for each 2 x 2 of its cells. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns] 0..1 */
  readonly values: Float32Array;
}

/**
 * A trained detector's probabilities: the mean over the eight rotations and mirrorings of the terrain.
 * @param raster with a margin of terrainMargin cells around the predicted area
 * @throws UserError `cancelled`
 */
export async function* predictHeatMap(
  network: TrainingNetwork,
  raster: ElevationRaster,
  sampling: Sampling,
  signal: AbortSignal,
): AsyncGenerator<HeatMapEvent, HeatMap> {
  const margin = terrainMargin(sampling);
  const [columns, rows] = [raster.lattice.columns, raster.lattice.rows].map((cells) =>
    Math.ceil((cells - 2 * margin) / OUTPUT_STRIDE),
  ) as [number, number];
  const values = new Float32Array(columns * rows);
  const size =
    Math.min(LARGEST_BLOCK, SIZE_UNIT * Math.ceil((OUTPUT_STRIDE * Math.max(columns, rows)) / SIZE_UNIT)) /
    OUTPUT_STRIDE;
  const across = Math.ceil(columns / size);
  const total = across * Math.ceil(rows / size);
  const answer = blockAnswer(network, size, sampling);
  for (let done = 0; done < total; done++) {
    await nextTurn();
    throwIfAborted(signal);
    const column = (done % across) * size;
    const row = Math.floor(done / across) * size;
    const block = answer(
      cropElevations(raster, column * OUTPUT_STRIDE, row * OUTPUT_STRIDE, size * OUTPUT_STRIDE + 2 * margin),
    );
    const width = Math.min(size, columns - column);
    for (let i = 0; i < Math.min(size, rows - row); i++) {
      values.set(block.subarray(i * size, i * size + width), (row + i) * columns + column);
    }
    yield { kind: 'block', done: done + 1, total };
  }
  return { columns, rows, values };
}

/**
 * Predicts blocks of `size` x `size` cells of the heat map from the elevations of their area and its margin.
 * @returns a function to [size^2]
 */
function blockAnswer(
  network: TrainingNetwork,
  size: number,
  sampling: Sampling,
): (elevations: Float32Array) => Float32Array {
  const inputSize = size * OUTPUT_STRIDE + 2 * SURROUNDINGS;
  const turns = symmetryPermutations(inputSize + 2 * channelMargin(sampling));
  const heatSize = inputSize / OUTPUT_STRIDE;
  const heatTurns = symmetryPermutations(heatSize);
  const edge = SURROUNDINGS / OUTPUT_STRIDE;
  return (elevations) => {
    const mean = new Float32Array(size * size);
    if (elevations.every(Number.isNaN)) return mean;
    const turned = new Float32Array(elevations.length);
    turns.forEach((turn, symmetry) => {
      copyPermuted(elevations, turn, turned, 0);
      const heat = probabilities(network, reliefChannels(turned, sampling), inputSize);
      const cells = heatTurns[symmetry];
      for (let i = 0; i < heat.length; i++) {
        const cell = cells?.[i] ?? NaN;
        const x = (cell % heatSize) - edge;
        const y = Math.floor(cell / heatSize) - edge;
        if (x < 0 || y < 0 || x >= size || y >= size) continue;
        mean[y * size + x] = (mean[y * size + x] ?? 0) + (heat[i] ?? NaN) / turns.length;
      }
    });
    return mean;
  };
}

/**
 * Runs one square through the network, with its running statistics.
 * @param channels [size^2, CHANNELS]
 * @returns [(size / 2)^2]
 */
function probabilities(network: TrainingNetwork, channels: Float32Array, size: number): Float32Array {
  const heat = tf.tidy(() =>
    tf.sigmoid(
      heatMapForward(tf.tensor4d(channels, [1, size, size, CHANNELS]), {
        parameters: tensorsOf(network.parameterSpecs, network.parameters),
        statistics: tensorsOf(network.statisticSpecs, network.statistics),
        onStatistics: null,
      }),
    ),
  );
  const values = heat.dataSync<'float32'>();
  heat.dispose();
  return values;
}
