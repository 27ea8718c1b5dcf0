import { project } from '../state/workbench.svelte';

/** What was pressed and has to wait, in order. */
const waiting: (() => unknown)[] = [];

/**
 * Runs what the user pressed; if it has to wait, or others wait already, once the window shows what it applies to.
 * @param hasToWait whether what it applies to is not shown yet
 */
export function press(run: () => unknown, hasToWait: boolean): void {
  if (waiting.length === 0 && !hasToWait) run();
  else waiting.push(run);
}

/** Runs what waited, as far as the window shows what it applies to. */
export function doWaiting(): void {
  while (!project.settling) {
    const run = waiting.shift();
    if (run === undefined) return;
    run();
  }
}
