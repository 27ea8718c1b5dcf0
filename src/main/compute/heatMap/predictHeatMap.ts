import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { tf } from '../backend';
import { symmetryPermutations } from '../symmetry';
import { copyPermuted } from '../training/batches';
import { tensorsOf, type TrainingNetwork } from '../training/network';
import { cropElevations, type ElevationRaster } from './elevationRaster';
import { heatMapForward, OUTPUT_STRIDE } from './heatMapNetwork';
import { channelMargin, CHANNELS, reliefChannels, type Sampling } from './reliefChannels';

/** Cells along the edge of a block that is answered at once, and around it, where the network sees too little to answer. */
const BLOCK = 192;
const SURROUNDINGS = 32;

/** Cells around what is answered that the network should see, even. */
export const groundMargin = (sampling: Sampling): number => SURROUNDINGS + channelMargin(sampling);

/** Probabilities over a raster, one for each 2 x 2 of its cells. */
export interface HeatMap {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns] 0..1 */
  readonly values: Float32Array;
}

/** Blocks answered, of how many. */
export interface HeatMapProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * A trained detector's probabilities: the mean over the eight rotations and mirrorings of the ground.
 * @throws UserError `cancelled`
 */
export async function* predictHeatMap(
  network: TrainingNetwork,
  raster: ElevationRaster,
  sampling: Sampling,
  signal: AbortSignal,
): AsyncGenerator<HeatMapProgress, HeatMap> {
  const columns = Math.ceil(raster.lattice.columns / OUTPUT_STRIDE);
  const rows = Math.ceil(raster.lattice.rows / OUTPUT_STRIDE);
  const values = new Float32Array(columns * rows);
  const size = BLOCK / OUTPUT_STRIDE;
  const across = Math.ceil(columns / size);
  const total = across * Math.ceil(rows / size);
  const answer = blockAnswer(network, sampling);
  for (let done = 0; done < total; done++) {
    await nextTurn();
    throwIfAborted(signal);
    const column = (done % across) * size;
    const row = Math.floor(done / across) * size;
    const block = answer(raster, column * OUTPUT_STRIDE, row * OUTPUT_STRIDE);
    const width = Math.min(size, columns - column);
    for (let i = 0; i < Math.min(size, rows - row); i++) {
      values.set(block.subarray(i * size, i * size + width), (row + i) * columns + column);
    }
    yield { done: done + 1, total };
  }
  return { columns, rows, values };
}

/** Answers blocks of a raster by their north-west cell: [96, 96]. */
function blockAnswer(
  network: TrainingNetwork,
  sampling: Sampling,
): (raster: ElevationRaster, column: number, row: number) => Float32Array {
  const margin = channelMargin(sampling);
  const inputSize = BLOCK + 2 * SURROUNDINGS;
  const cropSize = inputSize + 2 * margin;
  const turns = symmetryPermutations(cropSize);
  const heatSize = inputSize / OUTPUT_STRIDE;
  const heatTurns = symmetryPermutations(heatSize);
  const edge = SURROUNDINGS / OUTPUT_STRIDE;
  const size = BLOCK / OUTPUT_STRIDE;
  return (raster, column, row) => {
    const reach = groundMargin(sampling);
    const crop = cropElevations(raster, column - reach, row - reach, cropSize);
    const mean = new Float32Array(size * size);
    if (crop.every(Number.isNaN)) return mean;
    const turned = new Float32Array(crop.length);
    turns.forEach((turn, symmetry) => {
      copyPermuted(crop, turn, turned, 0);
      const heat = probabilities(network, reliefChannels(turned, margin, sampling), inputSize);
      const back = heatTurns[symmetry] ?? new Uint32Array(0);
      for (let i = 0; i < heat.length; i++) {
        const cell = back[i] ?? 0;
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
 * One square through the network, by its running statistics.
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
