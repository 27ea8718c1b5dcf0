import type { TrainSpec } from '../../../shared/contract/compute';
import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import type { Random } from '../../../shared/statistics/random';
import type { TrainingSettings } from '../../../shared/encoders/trainingPresets';
import type { Terrain } from '../../terrain/terrain';
import type { TrainingTerrain } from './trainingTerrains';

/** The input of one training step. */
export interface StepBatch {
  /** [n] its images, as indices into the objective's own set */
  readonly images: Uint32Array;
  /** Position of the first of them in the epoch. */
  readonly from: number;
  /** 1..steps */
  readonly step: number;
  readonly steps: number;
  /** Whether batch norm uses its running statistics as they are. */
  readonly frozen: boolean;
}

/** Losses of one step: the one that is also validated, and others by name. */
export interface StepLosses {
  readonly loss: number;
  readonly others: Readonly<Record<string, number>>;
}

/** The result of a training method. */
export interface TrainedEncoder {
  /** An encoder file. */
  readonly weights: Uint8Array;
  readonly figures: Pick<EncoderCard, 'size' | 'invariant' | 'factor' | 'lossBilinear'>;
}

/**
 * A training method: its images, its networks and its losses. The loop around it (see train) does everything
 * that all methods share: order of images, steps, progress, checkpoints, card.
 */
export interface Objective {
  /** Images to train on. */
  readonly size: number;
  /** Every array that training changes, by name: together with the settings they determine all further steps. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Draws an epoch's random numbers; called before its first step, and when a training is resumed within it. */
  startEpoch(random: Random): void;
  /** Trains on a batch, changing `state` in place. */
  step(batch: StepBatch): StepLosses;
  /** The loss on terrain that is not trained on; null if there is none. */
  validate(): number | null;
  encoder(): TrainedEncoder;
}

/** How a method's objective is made. */
export interface Method {
  /** Smallest radius, metres, at which it can be trained on a terrain. */
  smallestRadiusM(terrain: Terrain, settings: TrainingSettings): number;
  /**
   * Samples its terrain; yields the images sampled so far. TensorFlow must be loaded.
   * @throws UserError `outside-terrain` for too little terrain, `cancelled`
   */
  prepare(
    terrains: readonly TrainingTerrain[],
    settings: TrainingSettings,
    spec: TrainSpec,
    signal: AbortSignal,
  ): AsyncGenerator<number, Objective>;
}

/** The return value of a generator, whatever it yields before. */
export async function resultOf<T>(generator: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const next = await generator.next();
    if (next.done === true) return next.value;
  }
}
