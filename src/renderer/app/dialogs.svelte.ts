/** Which of the window's own dialogs are open. */
export const dialogs = $state({ about: false, keys: false, palette: false });
