import type { GridAccess, OpenedGrid } from '../../../shared/contract/grid';
import type { Project } from '../context';
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
  await project.database.transaction((transaction) => transaction.run('DELETE FROM undo_steps'));
  return paths;
}

/** How a known grid is opened without asking for a password. */
export const accessTo = (address: string): GridAccess => ({ address, password: null });
