import { UserError } from '../../../shared/errors';
import type { Task } from '../../../shared/task';
import type { Project } from '../context';

/**
 * Removes the embeddings of layers and gives their room back to the disk; what needs their embeddings later makes them again.
 * @param tasks those of the project: one that runs may be reading a layer
 * @throws UserError `bad-input` while one does
 */
export async function freeLayers(
  project: Project,
  layerIds: readonly number[],
  tasks: readonly Task[],
): Promise<void> {
  const busy = tasks.find(
    ({ kind, state }) => kind !== 'build-pyramids' && (state === 'running' || state === 'pausing'),
  );
  if (busy !== undefined)
    throw new UserError(
      'bad-input',
      `“${busy.title}” is running and may need these embeddings. Wait until it has ended, or stop it, and free them then.`,
    );
  await project.database.transaction(async (transaction) => {
    // The layer keeps its number and rotation: what is embedded of it again is what it was.
    for (const id of layerIds) await transaction.run('DELETE FROM layer_chunks WHERE layer_id = ?', [id]);
  });
  await project.database.shrink();
  project.changed('layers', 'project');
}
