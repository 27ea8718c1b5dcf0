import type { Random } from '../../../../shared/statistics/random';
import { tf } from '../../backend';
import { l1Loss } from '../l1Loss';
import type { Method, Objective, StepBatch, StepLosses, TrainedEncoder } from '../objective';
import { optimiserOf, type Optimiser } from '../optimiser';
import { imageTensors } from '../reconstruction';
import { sampleFinerPatches, type FinerPatches } from './finerPatches';

/** topo2vec-1 and topo2vec-4: patches to finer patches by L1 (paper, algorithm 1). */
export const method: Method = {
  smallestRadiusM: (terrain, { factor }) => terrain.smallestTargetRadiusM(factor),
  prepare: async function* (...request) {
    return new Reconstruction(yield* sampleFinerPatches(...request));
  },
};

/** Learns to predict finer patches by L1. TensorFlow must be loaded. */
export class Reconstruction implements Objective {
  readonly size: number;
  readonly state: Record<string, Float32Array>;
  readonly #optimiser: Optimiser;

  constructor(private readonly patches: FinerPatches) {
    const { size, network, settings } = patches;
    this.size = size;
    this.#optimiser = optimiserOf(settings, network);
    this.state = { ...this.#optimiser.state, statistics: network.statistics };
  }

  startEpoch(random: Random): void {
    this.patches.startEpoch(random);
  }

  step({ step, steps, frozen, ...which }: StepBatch): StepLosses {
    const { network, settings } = this.patches;
    const { inputs, targets } = this.patches.batch(which);
    const { gradient, observed } = network.gradients(frozen, (context) => {
      const { x, y } = imageTensors(inputs, targets, settings.factor);
      const { generated, offCentre } = this.patches.forward(x, context);
      const l1 = l1Loss(generated, y);
      context.observe('l1', l1);
      return tf.add(l1, offCentre);
    });
    this.#optimiser.update(gradient, step, steps);
    return { loss: observed('l1')[0] ?? NaN, others: {} };
  }

  validate(): number | null {
    return this.patches.validate();
  }

  encoder(): TrainedEncoder {
    return this.patches.encoder();
  }
}
