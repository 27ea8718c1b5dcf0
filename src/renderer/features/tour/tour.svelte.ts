import { preferences } from '../../state/workbench.svelte';

/** The step of the tour that is shown, counted from 0; null while there is none. */
export const tour = $state<{ step: number | null }>({ step: null });

export function startTour(): void {
  tour.step = 0;
}

/** Ends the tour, at its end or before; it does not open again by itself. */
export function endTour(): void {
  tour.step = null;
  preferences.change({ tourSeen: true });
}
