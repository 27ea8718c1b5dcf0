/** Which dialogs of the window's own are open. */
export const dialogs = $state({ keys: false, palette: false });
