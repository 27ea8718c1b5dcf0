import type { GridState } from '../../shared/contract/grid';
import type { GridLayer } from '../../shared/contract/gridSearch';
import type { Engine } from '../rpc';
import type { ProjectState } from './project.svelte';

/** The grid that the open project belongs to, if any. */
export class SharedGrid {
  /** How the project is with it; null until that is known. */
  state = $state.raw<GridState | null>(null);
  /** What it has embedded; none while it is cut off. */
  layers = $state.raw<readonly GridLayer[]>([]);
  readonly reached = $derived(this.state?.state === 'synchronised' || this.state?.state === 'waiting');

  constructor(private readonly project: Readonly<ProjectState>) {
    const path = $derived(project.info?.path);
    $effect.root(() => {
      $effect(() => {
        const { engine } = project;
        this.state = null;
        if (engine === null || path === undefined) return;
        const watching = new AbortController();
        void this.follow(engine, watching.signal).catch(() => undefined);
        return () => {
          watching.abort();
        };
      });
      $effect(() => {
        if (this.reached) void this.renew();
        else this.layers = [];
      });
    });
  }

  /** Asks anew what it has. */
  async renew(): Promise<void> {
    const layers = await this.project.attempt((engine) => engine.grid.layers());
    this.layers = (this.reached ? layers : undefined) ?? [];
  }

  private async follow(engine: Engine, signal: AbortSignal): Promise<void> {
    for await (const next of engine.grid.state(undefined, signal)) this.state = next;
  }
}
