import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HeatMapEvent } from '../../../shared/contract/compute';
import { throwIfAborted } from '../../../shared/errors';
import { Random } from '../../../shared/statistics/random';
import { tf } from '../backend';
import { diverged } from '../training/diverged';
import { TrainingNetwork } from '../training/network';
import { optimiserOf } from '../training/optimiser';
import { heatMapLoss } from './heatMapLoss';
import {
  FIRST_LOGIT,
  heatMapForward,
  heatMapParameters,
  heatMapStatistics,
  OUT_BIAS,
} from './heatMapNetwork';
import { CHANNELS } from './reliefChannels';
import { HEAT_SIZE, TILE_SIZE, TileSource, type TrainingArea } from './trainingTiles';

/** Tiles per step. */
const BATCH_SIZE = 8;

const LEARNING_RATE = 2e-3;

/**
 * Trains a detector by Muon with warm-up and cosine decay. The same seed, terrain and steps give the same network. Muon was
 * chosen on a held-out strip of the training area (davos, 240 m, 600 steps): average precision 74.1 percent on peaks and
 * 47.5 on saddles, by AdamW 74.1 and 38.5.
 * @returns the network, for heatMapForward with its running statistics
 * @throws UserError `cancelled`, `diverged`
 */
export async function* trainHeatMap(
  area: TrainingArea,
  steps: number,
  seed: number,
  signal: AbortSignal,
): AsyncGenerator<HeatMapEvent, TrainingNetwork> {
  const network = new TrainingNetwork(heatMapParameters(), heatMapStatistics(), new Random(seed));
  network.parameter(OUT_BIAS).fill(FIRST_LOGIT);
  const optimiser = optimiserOf({ optimiser: 'muon', learningRate: LEARNING_RATE }, network);
  const tiles = new TileSource(area, seed + 1);
  for (let step = 1; step <= steps; step++) {
    await nextTurn();
    throwIfAborted(signal);
    const { inputs, targets, weights } = tiles.draw(BATCH_SIZE);
    const { loss, gradient } = network.gradients(false, (context) => {
      const logits = heatMapForward(
        tf.tensor4d(inputs, [BATCH_SIZE, TILE_SIZE, TILE_SIZE, CHANNELS]),
        context,
      );
      const heat: [number, number, number, number] = [BATCH_SIZE, HEAT_SIZE, HEAT_SIZE, 1];
      return heatMapLoss(logits, tf.tensor4d(targets, heat), tf.tensor4d(weights, heat));
    });
    if (!Number.isFinite(loss)) {
      throw diverged({ step, steps, keptStep: 0, learningRate: LEARNING_RATE });
    }
    optimiser.update(gradient, step, steps);
    yield { kind: 'step', step, steps, loss };
  }
  return network;
}
