import { messages } from '../state/workbench.svelte';

/** Copies text to the clipboard and says so. @param what it is, for the notice, e.g. `Coordinates` */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    messages.info(`${what} copied.`);
  } catch (error) {
    messages.error(error);
  }
}
