import { mapLayers } from '../../state/workbench.svelte';

/** Shows the explored places on the map as in the plot: one of their layers, since the other would lie under it. */
export async function showOnMap(colouring: 'embedding' | 'clusters'): Promise<void> {
  const [shown, hidden] =
    colouring === 'embedding'
      ? (['embedding-colours', 'clusters'] as const)
      : (['clusters', 'embedding-colours'] as const);
  mapLayers.change(hidden, { visible: false });
  await mapLayers.reveal(shown);
}
