/** What can be exported. */
export type ExportSubject =
  'run' | 'grid-run' | 'retrieval' | 'labels' | 'probability' | 'class-map' | 'embeddings' | 'picture';

/** The export that is being chosen; null while the dialog is closed. */
export const exportDialog = $state<{ subject: ExportSubject | null }>({ subject: null });

/** Opens the dialog on something. */
export function askToExport(subject: ExportSubject): void {
  exportDialog.subject = subject;
}
