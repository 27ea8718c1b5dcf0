/** Whether a series of runs is being planned in the panel. */
export const series = $state({ open: false });
