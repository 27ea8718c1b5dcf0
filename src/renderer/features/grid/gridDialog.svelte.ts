/** What the dialog of grids is open for: to make a project of one, or to connect the open project to its own again; null: it is closed. */
export const gridDialog = $state<{ purpose: 'open' | 'connect' | null; address: string }>({
  purpose: null,
  address: '',
});

/** Asks how to reach the grid of the open project. @param address as it was before */
export function askToConnect(address: string | null): void {
  gridDialog.address = address ?? '';
  gridDialog.purpose = 'connect';
}

/** Asks which grid to open. */
export function askForGrid(): void {
  gridDialog.purpose = 'open';
}
