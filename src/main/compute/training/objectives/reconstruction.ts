import type { Random } from '../../../../shared/random';
import { trainingForward } from '../../architectures/topo2vec';
import { l1Loss } from '../l1Loss';
import type { Method, Objective, StepBatch, StepLosses, TrainedEncoder } from '../objective';
import { optimiserOf, type Optimiser } from '../optimiser';
import { imageTensors } from '../reconstruction';
import { sampleFinerPatches, type FinerPatches } from './finerPatches';

/** topo2vec-1 and topo2vec-4: patches to finer patches by L1 (paper, algorithm 1). */
export const reconstruction: Method = {
  smallestRadiusM: (terrain, { factor }) => terrain.smallestTargetRadiusM(factor),
  prepare: async function* (...request) {
    return new Reconstruction(yield* sampleFinerPatches(...request));
  },
};

class Reconstruction implements Objective {
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
    const { loss, gradient } = network.gradients(frozen, (context) => {
      const { x, y } = imageTensors(inputs, targets, settings.factor);
      return l1Loss(trainingForward(x, context, settings), y);
    });
    this.#optimiser.update(gradient, step, steps);
    return { loss, others: {} };
  }

  validate(): number | null {
    return this.patches.validate();
  }

  encoder(): TrainedEncoder {
    return this.patches.encoder();
  }
}
