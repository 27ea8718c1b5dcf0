import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../shared/errors';
import { taskSpec, type Task, type TaskSpecInput } from '../../shared/task';
import { Engine } from '../engine/engine';
import { appSettingsDir, commandSettingsDir } from '../platform/settingsDirs';
import { computeHere, type ComputeHere } from './computeHere';
import type { Output } from './output';

/** Engine and compute in this process, connected as in the app: everything the window can do. */
export class Workbench {
  readonly engine: Engine;
  private readonly abort = new AbortController();
  private readonly compute: ComputeHere;

  /** @param resourcesDir the folder with the sample and the shipped encoders */
  constructor(
    private readonly output: Output,
    resourcesDir: string,
  ) {
    const onBug = (error: unknown, where: string): void => {
      output.bug(where, error);
    };
    this.compute = computeHere(onBug);
    const settingsDir = commandSettingsDir();
    this.engine = new Engine({
      compute: () => this.compute.client,
      settingsPath: join(settingsDir, 'settings.json'),
      otherSettingsDir: appSettingsDir(),
      resourcesDir,
      checkGrant: () => undefined,
      onOpened: () => undefined,
      goOn: false,
      onBug,
    });
    process.once('SIGINT', () => {
      this.abort.abort();
    });
    process.once('SIGTERM', () => {
      this.abort.abort();
    });
  }

  /** Runs a task to its end, with its progress on stderr. @throws UserError when it is out of range, fails or is cancelled */
  async run(spec: TaskSpecInput): Promise<NonNullable<Task['result']>> {
    const checked = taskSpec.safeParse(spec);
    if (!checked.success) throw new UserError('bad-input', z.prettifyError(checked.error));
    return this.wait(await this.engine.startTask(checked.data));
  }

  /** Waits for tasks that started by themselves, such as pyramids after an import. */
  async settle(): Promise<void> {
    for (const { id, state } of this.engine.current.tasks.list()) {
      if (state === 'running' || state === 'waiting') await this.wait(id);
    }
  }

  /** Prints a message that is not part of the command's result. */
  note(text: string): void {
    this.output.note(text);
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.compute.close();
  }

  private async wait(taskId: number): Promise<NonNullable<Task['result']>> {
    const task = await this.engine.waitForTask(
      taskId,
      (progress) => {
        this.output.progress(progress);
      },
      this.abort.signal,
    );
    this.output.endProgress();
    if (task.result !== null) return task.result;
    if (task.state === 'cancelled')
      throw new UserError('cancelled', 'Cancelled. What was done so far is kept.');
    if (task.errorCode !== null) throw new UserError(task.errorCode, task.error ?? 'Failed.');
    throw new Error(task.error ?? 'Failed.');
  }
}
