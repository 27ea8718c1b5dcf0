import type { Project } from '../context';
import { removeByUndo } from '../store/removals';
import { recordStep } from '../store/undo';
import { addEncoder, encoderWeights, listEncoders } from './encoders';

/**
 * Writes an encoder into a new folder as TensorFlow.js layers models with its card.
 * @returns the paths
 * @throws UserError `not-found`; `bad-input` for an encoder without a network or a folder with something in it; `disk`
 */
export async function exportEncoder(project: Project, encoderId: number, folder: string): Promise<string[]> {
  const encoder = await encoderWeights(project.database, encoderId);
  return project.compute.encoders.writeLayersModel({ encoder, folder });
}

/**
 * Adds the encoder of a folder that exportEncoder wrote, as a step; where it cannot be used, nothing changes.
 * @returns its id; that of the existing one when the same encoder is already there
 * @throws UserError `unsupported-file` naming the folder
 */
export async function importEncoder(project: Project, folder: string): Promise<number> {
  const { card, weights } = await project.compute.encoders.readLayersModel({ folder });
  const there = (await listEncoders(project.database)).map(({ id }) => id);
  const encoderId = await addEncoder(project, card, weights);
  if (there.includes(encoderId)) return encoderId;
  await recordStep(project.database, `Import encoder ${card.name}`, (transaction) =>
    removeByUndo(transaction, 'encoders', encoderId),
  );
  project.changed('undo');
  return encoderId;
}
