import { UserError } from '../../../shared/errors';
import type { Project, TaskWork } from '../context';
import { findExploration, readCells } from './explorations';
import { placesOf } from './places';

/**
 * The embeddings of an exploration's places, in their order.
 * @returns [n, size]
 * @throws UserError `not-found` where the terrain is no longer the explored one
 */
export async function exploredEmbeddings(
  project: Project,
  explorationId: number,
  report: Parameters<TaskWork>[0],
  signal: AbortSignal,
): Promise<{ embeddings: Float32Array; size: number }> {
  const { box, ...info } = await findExploration(project.database, explorationId);
  const cells = await readCells(project.database, explorationId);
  const places = await placesOf(project, { ...info, box: box ?? undefined }, report, signal);
  if (places.cells.length !== cells.length || places.cells.some((cell, place) => cell !== cells[place])) {
    throw new UserError(
      'not-found',
      'The terrain has changed since it was explored, so its earlier embeddings are gone. Explore it again.',
    );
  }
  return places;
}
