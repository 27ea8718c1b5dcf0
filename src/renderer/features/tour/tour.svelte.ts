import { preferences, view } from '../../state/workbench.svelte';
import { steps } from './steps';

/** The step of the tour that is shown, counted from 0; null while there is none. */
export const tour = $state<{ step: number | null }>({ step: null });

export function startTour(): void {
  showStep(0);
}

/** Shows a step, with the panel that it is about. */
export function showStep(step: number): void {
  tour.step = step;
  const panel = steps[step]?.panel;
  if (panel !== undefined) view.openPanel(panel);
}

/** Ends the tour, at its end or before; it does not open again by itself. */
export function endTour(): void {
  tour.step = null;
  preferences.change({ tourSeen: true });
}
