import { UserError } from '../../shared/errors';
import { listed } from '../../shared/format';
import type { TaskSpecInput } from '../../shared/task';
import type { TaskResult } from '../../shared/taskResult';
import type { Output } from './output';
import type { Workbench } from './workbench';

/**
 * Queues tasks and runs them one after the other; one that fails does not stop the rest.
 * @param show prints the result of each
 * @throws UserError `cancelled`, or `bad-input` naming those that failed, after the rest is done
 */
export async function runSeries(
  workbench: Workbench,
  output: Output,
  specs: readonly (TaskSpecInput & { readonly name?: string | undefined })[],
  show: (result: TaskResult) => Promise<void>,
): Promise<void> {
  const { tasks } = workbench.engine;
  const queued: { readonly name: string; readonly taskId: number }[] = [];
  for (const spec of specs) queued.push({ name: spec.name ?? spec.kind, ...(await tasks.start(spec)) });
  const failed: string[] = [];
  for (const { name, taskId } of queued) {
    try {
      await show(await workbench.wait(taskId));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error.code === 'cancelled') {
        for (const other of queued) await tasks.cancel({ taskId: other.taskId });
        throw error;
      }
      failed.push(name);
      output.line({ name, failed: error.message }, `${name}: failed. ${error.message}`);
    }
  }
  if (failed.length === 0) return;
  throw new UserError(
    'bad-input',
    `${failed.length} of ${queued.length} runs failed: ${listed(failed)}. The others are in the project.`,
  );
}
