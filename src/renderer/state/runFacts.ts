import type { RunInfo } from '../../shared/contract/detections';
import { grid, view } from './workbench.svelte';

/** What a picture of the map states of the run whose detections are on it: one of the grid, else one of the project, else none. */
export function runFacts(run: RunInfo | null): Record<string, string | number> {
  const shown = grid.run ?? run;
  if (shown === null) return {};
  return {
    ...(grid.run === null ? {} : { grid: grid.name }),
    run: shown.id,
    encoder: shown.encoder,
    heads: shown.heads.join(', '),
    threshold: view.threshold,
  };
}
