import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { readSafetensors, writeSafetensors } from '../safetensors';

/** Everything that training changes, by name; together with the settings it decides all that comes after. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

const metadata = z.object({
  format: z.literal('topo2vec-checkpoint'),
  settings: z.string(),
  step: z.string().regex(/^\d{1,15}$/),
});

/**
 * A checkpoint's bytes.
 * @param step steps done
 * @param settings text that is equal for equal trainings
 */
export function writeCheckpoint(state: TrainingState, step: number, settings: string): Uint8Array {
  const tensors = Object.entries(state).map(
    ([name, values]) => [name, { shape: [values.length], values }] as const,
  );
  return writeSafetensors({
    metadata: { format: 'topo2vec-checkpoint', settings, step: String(step) },
    tensors: new Map(tensors),
  });
}

/**
 * Brings a state to where a checkpoint was taken, in place; it is left as it was when the checkpoint is refused.
 * @returns steps done
 * @throws UserError `bad-input` when the checkpoint is of another training or damaged
 */
export function restoreCheckpoint(bytes: Uint8Array, settings: string, state: TrainingState): number {
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
  const found = Object.entries(state).map(([name, values]) => {
    const stored = file.tensors.get(name)?.values;
    if (stored?.length !== values.length) throw refuse(`its ${name} are of another network`);
    return { values, stored };
  });
  for (const { values, stored } of found) values.set(stored);
  return Number(about.data.step);
}
