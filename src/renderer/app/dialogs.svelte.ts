/** Which dialogs of the window's own are open. */
export const dialogs = $state({ about: false, keys: false, palette: false });
