import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { readSafetensors, writeSafetensors } from '../encoders/safetensors';

/** Everything that training changes, by name; together with the settings it determines all further steps. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/** Identity of a training: only the training that made a checkpoint can resume from it. */
export interface TrainingIdentity {
  /** Equal for equal settings. */
  readonly settings: string;
  /** Equal for equal ground: the DTMs' fingerprints, how they are read, and the region to train in. */
  readonly ground: string;
}

const metadata = z.object({
  format: z.literal('topo2vec-checkpoint'),
  settings: z.string(),
  ground: z.string(),
  step: z.string().regex(/^\d{1,15}$/),
});

/**
 * A checkpoint's bytes.
 * @param step finished steps
 */
export function writeCheckpoint(state: TrainingState, step: number, identity: TrainingIdentity): Uint8Array {
  const tensors = Object.entries(state).map(
    ([name, values]) => [name, { shape: [values.length], values }] as const,
  );
  return writeSafetensors({
    metadata: { format: 'topo2vec-checkpoint', ...identity, step: String(step) },
    tensors: new Map(tensors),
  });
}

/**
 * Restores a state from a checkpoint, in place; it is unchanged when the checkpoint is refused.
 * @returns finished steps
 * @throws UserError `bad-input` when the checkpoint is of another training, of other terrain, or damaged
 */
export function restoreCheckpoint(
  bytes: Uint8Array,
  { settings, ground }: TrainingIdentity,
  state: TrainingState,
): number {
  const refuse = (what: string, cause?: unknown): UserError =>
    new UserError(
      'bad-input',
      `Cannot resume from this checkpoint: ${what}, or train from the start. The checkpoint is kept.`,
      { cause },
    );
  let file;
  try {
    file = readSafetensors(bytes);
  } catch (error) {
    throw refuse(
      `it is damaged (${error instanceof Error ? error.message : String(error)}). Choose another`,
      error,
    );
  }
  const about = metadata.safeParse(file.metadata);
  if (!about.success) throw refuse('it is not a checkpoint, or is of an older version. Choose another');
  // First: other terrain changes the settings as well, through the number of its patches.
  if (about.data.ground !== ground) {
    throw refuse('it was made with other DTMs or in another region. Restore those');
  }
  if (about.data.settings !== settings) {
    throw refuse('it was made with other settings. Resume with the same settings');
  }
  const found = Object.entries(state).map(([name, values]) => {
    const stored = file.tensors.get(name)?.values;
    if (stored?.length !== values.length) {
      throw refuse(`its array ${name} is damaged. Choose another`);
    }
    return { values, stored };
  });
  for (const { values, stored } of found) values.set(stored);
  return Number(about.data.step);
}

/** Whether a training can continue from its state: all values are finite. */
export const isUsable = (state: TrainingState): boolean =>
  Object.values(state).every((values) => values.every(Number.isFinite));
