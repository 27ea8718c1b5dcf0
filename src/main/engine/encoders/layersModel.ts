import type { Project } from '../context';
import { addEncoder, encoderWeights } from './encoders';

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
 * Adds the encoder of a folder that exportEncoder wrote; where it cannot be used, nothing changes.
 * @returns its id; that of the same encoder when it is there already
 * @throws UserError `unsupported-file` naming the folder
 */
export async function importEncoder(project: Project, folder: string): Promise<number> {
  const { card, weights } = await project.compute.encoders.readLayersModel({ folder });
  return addEncoder(project, card, weights);
}
