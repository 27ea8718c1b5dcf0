/** What a dialog that is open while a state says so hears when it is closed. */
interface Closing {
  readonly oncancel: () => void;
  readonly onclose: (event: { readonly currentTarget: HTMLDialogElement }) => void;
}

/**
 * Takes the state back when a dialog is closed. Esc counts at once, so that it can be opened again by the next key; the event of
 * closing comes later, and does not close what was opened since.
 * @param close takes the state back
 */
export const closing = (close: () => void): Closing => ({
  oncancel: close,
  onclose: ({ currentTarget }) => {
    if (!currentTarget.open) close();
  },
});
