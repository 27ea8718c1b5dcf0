import { project } from '../../state/workbench.svelte';

/** What can be exported. */
export type ExportSubject =
  'run' | 'grid-run' | 'retrieval' | 'labels' | 'probability' | 'class-map' | 'embeddings' | 'picture';

/** The export that is being chosen; it belongs to the project that it was asked for in. */
class ExportDialogState {
  private asked = $state.raw<{ subject: ExportSubject; path: string | undefined } | null>(null);
  /** Null while the dialog is closed. */
  readonly subject = $derived(
    this.asked !== null && this.asked.path === project.info?.path ? this.asked.subject : null,
  );

  /** Opens the dialog on something, or turns it to something else. */
  ask(subject: ExportSubject): void {
    this.asked = { subject, path: project.info?.path };
  }

  close(): void {
    this.asked = null;
  }
}
export const exportDialog: Readonly<ExportDialogState> = new ExportDialogState();
