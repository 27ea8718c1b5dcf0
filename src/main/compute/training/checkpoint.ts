import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import { readSafetensors, writeSafetensors } from '../encoders/safetensors';

/** Everything that training changes, by name; together with the settings it decides all that comes after. */
export type TrainingState = Readonly<Record<string, Float32Array>>;

/** What a training is known by: a checkpoint is resumed by the training that made it alone. */
export interface TrainingIdentity {
  /** Equal for equal settings. */
  readonly settings: string;
  /** Equal for equal ground: the DTMs' fingerprints, and how they are read. */
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
 * @param step steps done
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
 * Brings a state to where a checkpoint was taken, in place; it is left as it was when the checkpoint is refused.
 * @returns steps done
 * @throws UserError `bad-input` when the checkpoint is of another training, of other ground, or damaged
 */
export function restoreCheckpoint(
  bytes: Uint8Array,
  { settings, ground }: TrainingIdentity,
  state: TrainingState,
): number {
  const refuse = (what: string, cause?: unknown): UserError =>
    new UserError(
      'bad-input',
      `Cannot resume from this checkpoint: ${what}, or start a new training. The checkpoint is kept.`,
      { cause },
    );
  let file;
  try {
    file = readSafetensors(bytes);
  } catch (error) {
    throw refuse(
      `it is damaged (${error instanceof Error ? error.message : String(error)}). Take another`,
      error,
    );
  }
  const about = metadata.safeParse(file.metadata);
  if (!about.success) throw refuse('it is of an older version, or no checkpoint. Take another');
  // First: other ground changes the settings as well, by the number of its patches.
  if (about.data.ground !== ground) {
    throw refuse('the DTMs are not those that it was made with. Bring those back');
  }
  if (about.data.settings !== settings) {
    throw refuse('it belongs to a training with other settings. Resume with the settings it was made with');
  }
  const found = Object.entries(state).map(([name, values]) => {
    const stored = file.tensors.get(name)?.values;
    if (stored?.length !== values.length) {
      throw refuse(`its array ${name} is damaged. Take another`);
    }
    return { values, stored };
  });
  for (const { values, stored } of found) values.set(stored);
  return Number(about.data.step);
}

/** Whether a training can go on from its state: all of it are finite numbers. */
export const isUsable = (state: TrainingState): boolean =>
  Object.values(state).every((values) => values.every(Number.isFinite));
