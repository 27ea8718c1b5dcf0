import type { StatedPlaces } from '../../../shared/contract/grid';
import { project } from '../../state/workbench.svelte';

/** What the dialog of grids is open for: to make a project of one, or to connect the open project to its own again; null: it is closed. */
export const gridDialog = $state<{ purpose: 'open' | 'connect' | null; address: string }>({
  purpose: null,
  address: '',
});

/** Asks how to reach the grid of the open project. @param address as it was before */
export function askToConnect(address: string | null): void {
  gridDialog.address = address ?? '';
  gridDialog.purpose = 'connect';
}

/** Asks which grid to open. */
export function askForGrid(): void {
  gridDialog.purpose = 'open';
}

/**
 * Asks the user, by the shell's own dialog, whether what the open project's grid states may be contacted, one place after the other
 * until one is refused.
 */
export async function askForPlaces(): Promise<void> {
  const stated = await project.attempt((engine) => engine.grid.unallowed());
  if (stated === undefined) return;
  const allowed: StatedPlaces = { data: null, sources: [] };
  for (const place of stated.data === null ? stated.sources : [stated.data, ...stated.sources]) {
    if (!(await window.workbench.allowAddress({ use: 'grid-place', address: place }))) break;
    if (place === stated.data) allowed.data = place;
    else allowed.sources.push(place);
  }
  if (allowed.data !== null || allowed.sources.length > 0)
    await project.attempt((engine) => engine.grid.allow(allowed));
}
