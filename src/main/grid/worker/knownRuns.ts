import { LRUCache } from 'lru-cache';
import type { Grid } from '../control/grid';
import { headByKey, type GridHead } from '../control/heads';
import { runById, type GridRun } from '../control/runs';

/** Runs that are kept with their heads; most jobs share one. */
const KEPT = 4;

/** Runs of a grid, as jobs ask for them: they never change once they are there. */
export class KnownRuns {
  readonly #runs = new LRUCache<string, { readonly run: GridRun; readonly heads: readonly GridHead[] }>({
    max: KEPT,
  });

  constructor(private readonly grid: Grid) {}

  /** A run and its heads, in its order. @throws UserError `not-found`; `bad-input` where a head is damaged */
  async of(id: string): Promise<{ readonly run: GridRun; readonly heads: readonly GridHead[] }> {
    const known = this.#runs.get(id);
    if (known !== undefined) return known;
    const run = await runById(this.grid.database, id);
    const heads = await Promise.all(run.heads.map(({ key }) => headByKey(this.grid.database, key)));
    this.#runs.set(id, { run, heads });
    return { run, heads };
  }
}
