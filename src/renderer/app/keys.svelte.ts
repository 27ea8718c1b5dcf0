/** Whether the list of keys is open. */
export const keysDialog = $state({ open: false });
