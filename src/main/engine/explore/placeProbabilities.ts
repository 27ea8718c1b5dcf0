import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import { findHead, readHead } from '../heads/heads';
import { exploredEmbeddings } from './exploredEmbeddings';
import { findExploration } from './explorations';

/**
 * A head's probabilities for an exploration's places: [n].
 * @throws UserError `bad-input` for a head of another encoder, or one that uses each place in its rotations: the exploration
 * holds no embeddings of these
 */
export async function placeProbabilities(
  project: Project,
  explorationId: number,
  headId: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const { encoderId, encoder } = await findExploration(project.database, explorationId);
  const { info: head, model } = await readHead(project.database, await findHead(project.database, headId));
  if (head.encoderId !== encoderId || model.copies !== 1) {
    throw new UserError(
      'bad-input',
      `The head ${head.name} does not use the embeddings that were explored. Choose one of the encoder ${encoder}.`,
    );
  }
  const { embeddings } = await exploredEmbeddings(project, explorationId, () => undefined, signal);
  return (await project.compute.heads.predict({ head: model, embeddings }, signal)).probabilities;
}
