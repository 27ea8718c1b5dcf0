import type { Task, TaskSpecInput } from '../../../shared/task';
import { messages, project } from '../../state/workbench.svelte';
import { asks } from './asks.svelte';
import { nameOf } from './fileNames';
import { reportWords } from './labelReport';
import { wantsCrs } from './statedCrs';

/** Imports labels from a file, and says what was imported; if its coordinate system is missing, the dialog opens again. */
export function importLabelFile(spec: Extract<TaskSpecInput, { kind: 'import-labels' }>): Promise<boolean> {
  const { path } = spec;
  return project.startTask(spec, (task) => {
    const again = (): void => {
      void project.attempt((engine) => engine.tasks.dismiss({ taskId: task.id }));
      asks.add({ kind: 'labels', paths: [path] });
    };
    const { error, errorCode } = task;
    if (error !== null && wantsCrs(errorCode)) {
      messages.withdraw(error);
      again();
    } else if (error !== null && errorCode === 'not-found') {
      messages.withdraw(error);
      messages.error(error, { label: 'Choose again…', take: again });
    } else tellLabels(nameOf(path), task);
  });
}

/** Says what an import of labels added; what it left out stays until it was read. */
export function tellLabels(source: string, { result }: Task): void {
  if (result?.kind !== 'labels') return;
  const { text, lines } = reportWords(
    source,
    result.report,
    (classId) => project.classOf(classId)?.name ?? classId,
  );
  if (lines.length > 0 || result.report.added + result.report.areas === 0) messages.note(text, lines);
  else messages.info(text);
}
