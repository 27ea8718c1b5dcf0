import { project } from '../state/workbench.svelte';

/** What was pressed and has to wait, in order. */
const waiting: (() => unknown)[] = [];

/**
 * Does what a person pressed; where it has to wait, or other things wait already, when the window shows what it is about to.
 * @param hasToWait whether what it is about is not shown yet
 */
export function press(run: () => unknown, hasToWait: boolean): void {
  if (waiting.length === 0 && !hasToWait) run();
  else waiting.push(run);
}

/** Does what waited, as far as the window shows what it is about. */
export function doWaiting(): void {
  while (!project.settling) {
    const run = waiting.shift();
    if (run === undefined) return;
    run();
  }
}
