/** Whether the window asks how to pack the project. */
export const packDialog = $state({ open: false });
