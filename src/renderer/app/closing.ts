import type { Attachment } from 'svelte/attachments';

/** Closes what a button of an element has opened: on Esc inside it, and on a press or focus outside it. */
export const closing =
  (close: () => void): Attachment<HTMLElement> =>
  (element) => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      close();
      element.querySelector<HTMLElement>('[aria-expanded]')?.focus();
    };
    const onOutside = ({ target }: Event): void => {
      if (target instanceof Node && !element.contains(target)) close();
    };
    element.addEventListener('keydown', onKey);
    document.addEventListener('pointerdown', onOutside, true);
    document.addEventListener('focusin', onOutside, true);
    return () => {
      element.removeEventListener('keydown', onKey);
      document.removeEventListener('pointerdown', onOutside, true);
      document.removeEventListener('focusin', onOutside, true);
    };
  };
