/** Whether the dialog "Go to coordinates" is open. */
export const goTo = $state({ open: false });
