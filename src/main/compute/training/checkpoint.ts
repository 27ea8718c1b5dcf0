import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { readSafetensors, writeSafetensors } from '../safetensors';
import type { OptimiserState } from './adam';

/** Everything that training changes; together with the settings it decides all that comes after. */
export interface TrainingState {
  readonly optimiser: OptimiserState;
  /** Running means and variances of the batch norms. */
  readonly statistics: Float32Array;
  /** Steps done. */
  readonly step: number;
}

const metadata = z.object({
  format: z.literal('topo2vec-checkpoint'),
  settings: z.string(),
  step: z.string().regex(/^\d{1,15}$/),
});

/**
 * A checkpoint's bytes.
 * @param settings text that is equal for equal trainings
 */
export function writeCheckpoint(state: TrainingState, settings: string): Uint8Array {
  const { parameters, mean, square } = state.optimiser;
  const tensors = Object.entries({ parameters, mean, square, statistics: state.statistics }).map(
    ([name, values]) => [name, { shape: [values.length], values }] as const,
  );
  return writeSafetensors({
    metadata: { format: 'topo2vec-checkpoint', settings, step: String(state.step) },
    tensors: new Map(tensors),
  });
}

/**
 * The state in a checkpoint, into which nothing is written afterwards that the checkpoint's reader did not do.
 * @param like a state of the same network, for the sizes
 * @throws UserError `bad-input` when the checkpoint is of another training or damaged
 */
export function readCheckpoint(bytes: Uint8Array, settings: string, like: TrainingState): TrainingState {
  const refuse = (what: string, cause?: unknown): UserError =>
    new UserError(
      'bad-input',
      `The checkpoint cannot be gone on from: ${what}. Resume with the settings it was made with, or start anew.`,
      { cause },
    );
  let file;
  try {
    file = readSafetensors(bytes);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
  const about = metadata.safeParse(file.metadata);
  if (!about.success) throw refuse('it is not a checkpoint of a training');
  if (about.data.settings !== settings) throw refuse('it belongs to a training with other settings');
  const values = (name: string, expected: Float32Array): Float32Array => {
    const found = file.tensors.get(name)?.values;
    if (found?.length !== expected.length) throw refuse(`its ${name} are of another network`);
    return found;
  };
  return {
    optimiser: {
      parameters: values('parameters', like.optimiser.parameters),
      mean: values('mean', like.optimiser.mean),
      square: values('square', like.optimiser.square),
    },
    statistics: values('statistics', like.statistics),
    step: Number(about.data.step),
  };
}
