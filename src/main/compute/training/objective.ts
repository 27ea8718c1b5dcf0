import type { TrainSpec } from '../../../shared/contract/compute';
import type { EncoderCard } from '../../../shared/encoders/encoderCard';
import type { Random } from '../../../shared/statistics/random';
import type { TrainingSettings } from '../../../shared/encoders/trainingPresets';
import type { Terrain } from '../../terrain/terrain';
import type { Ground } from './grounds';

/** What one step is to learn from. */
export interface StepBatch {
  /** [n] its images, as indices into the objective's own set */
  readonly images: Uint32Array;
  /** Place of the first of them in the epoch. */
  readonly from: number;
  /** 1..steps */
  readonly step: number;
  readonly steps: number;
  /** Whether batch norm uses its running statistics as they are. */
  readonly frozen: boolean;
}

/** Losses of one step: that which is validated as well, and others by name. */
export interface StepLosses {
  readonly loss: number;
  readonly others: Readonly<Record<string, number>>;
}

/** What a method leaves. */
export interface TrainedEncoder {
  /** An encoder file. */
  readonly weights: Uint8Array;
  readonly figures: Pick<EncoderCard, 'size' | 'invariant' | 'factor' | 'lossBilinear'>;
}

/**
 * What a method learns from, and by: its images, its networks and its losses. The loop around it (see train) does all
 * that is the same for every method: order of images, steps, progress, checkpoints, card.
 */
export interface Objective {
  /** Images to learn from. */
  readonly size: number;
  /** Every array that training changes, by name: together with the settings they decide all that comes after. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** Draws what an epoch needs of chance; called before its first step, and when a training goes on within it. */
  startEpoch(random: Random): void;
  /** Learns from a batch, changing `state` in place. */
  step(batch: StepBatch): StepLosses;
  /** The loss on ground that is not learned from; null where there is none. */
  validate(): number | null;
  encoder(): TrainedEncoder;
}

/** How a method comes by its objective. */
export interface Method {
  /** Smallest radius, metres, that it can learn at on a terrain. */
  smallestRadiusM(terrain: Terrain, settings: TrainingSettings): number;
  /**
   * Samples its ground; yields the images sampled so far. TensorFlow must be loaded.
   * @throws UserError `outside-terrain` for too little ground, `cancelled`
   */
  prepare(
    grounds: readonly Ground[],
    settings: TrainingSettings,
    spec: TrainSpec,
    signal: AbortSignal,
  ): AsyncGenerator<number, Objective>;
}

/** What a generator returns in the end, whatever it yields before. */
export async function resultOf<T>(generator: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const next = await generator.next();
    if (next.done === true) return next.value;
  }
}
