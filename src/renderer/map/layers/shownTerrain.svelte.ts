import { project } from '../../state/workbench.svelte';
import { ReliefTiles } from '../reliefTiles';

/** What maps keep of the terrain that is shown, until another is. */
class ShownTerrain {
  /** Null before there is terrain. */
  readonly relief = $derived.by(() => {
    const { engine, terrain } = project;
    return engine === null || terrain === null ? null : new ReliefTiles(engine, terrain);
  });
}

export const shownTerrain: Readonly<ShownTerrain> = new ShownTerrain();
