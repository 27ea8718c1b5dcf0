/** Whether the dialog is open in which tiles of a basemap are allowed. */
export const basemapDialog = $state({ open: false });
