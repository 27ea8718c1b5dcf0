import type { GridAccess, OpenedGrid } from '../../../shared/contract/grid';
import type { Project } from '../context';
import { purge } from '../store/removals';
import { importGridDtms } from './gridDtms';
import { linkToGrid } from './link';
import type { GridClient } from './liveSync';
import { synchronise } from './sync';

/** Fills a new project with what a grid has: terrain, classes, areas and labels. @returns the paths of its DTMs */
export async function fillFromGrid(
  project: Project,
  client: GridClient,
  opened: OpenedGrid,
  terrain: string,
  signal: AbortSignal,
): Promise<string[]> {
  await linkToGrid(project.database, opened.id, await client.labels.classIds(undefined, signal));
  const paths = await importGridDtms(project, terrain, opened.dtms, signal);
  await synchronise(project, client.labels, signal);
  await project.database.transaction(async (transaction) => {
    await transaction.run('DELETE FROM undo_steps');
    await purge(transaction);
  });
  return paths;
}

/** How a known grid is opened without asking for a password. */
export const accessTo = (address: string): GridAccess => ({ address, password: null });
