import { join } from 'node:path';
import { engineContract } from '../../shared/contract/engine';
import { UserError } from '../../shared/errors';
import type { Client } from '../../shared/rpc/contract';
import type { Task, TaskSpecInput } from '../../shared/task';
import { Engine } from '../engine/engine';
import { handlersOf } from '../engine/handlers';
import { slowFromMs } from '../engine/store/slowStatements';
import { appSettingsDir, commandSettingsDir } from '../platform/settingsDirs';
import { computeHere } from './computeHere';
import type { Output } from './output';
import { servedHere } from './servedHere';

/** Engine and compute in this process, connected as in the app: everything the window can do, by the same contract. */
export class Workbench {
  readonly engine: Client<typeof engineContract>;
  /** The engine behind the contract, for what a window never does: open to read alone, restore, open the sample elsewhere. */
  readonly local: Engine;
  private readonly abort = new AbortController();
  private readonly served: readonly { close: () => void }[];

  /** @param resourcesDir the folder with the sample and the shipped encoders */
  constructor(
    private readonly output: Output,
    resourcesDir: string,
  ) {
    const onBug = (error: unknown, where: string): void => {
      output.bug(where, error);
    };
    const compute = computeHere(onBug);
    const settingsDir = commandSettingsDir();
    this.local = new Engine({
      compute: () => compute.client,
      settingsPath: join(settingsDir, 'settings.json'),
      otherSettingsDir: appSettingsDir(),
      resourcesDir,
      checkGrant: () => undefined,
      onOpened: () => undefined,
      goOn: false,
      onBug,
      slowStatements: {
        // Its user waits for the result: only who asks for them sees slow statements.
        fromMs: slowFromMs(Infinity),
        onSlow: (statement) => {
          output.slow(statement);
        },
      },
    });
    const engine = servedHere(engineContract, handlersOf(this.local), onBug);
    this.engine = engine.client;
    this.served = [engine, compute];
    process.once('SIGINT', () => {
      this.abort.abort();
    });
    process.once('SIGTERM', () => {
      this.abort.abort();
    });
  }

  /** Runs a task to its end, with its progress on stderr. @throws UserError when it is out of range, fails or is cancelled */
  async run(spec: TaskSpecInput): Promise<NonNullable<Task['result']>> {
    return this.wait((await this.engine.tasks.start(spec)).taskId);
  }

  /** Waits for tasks that started by themselves, such as pyramids after an import. */
  async settle(): Promise<void> {
    for (const { id, state } of this.local.current.tasks.list()) {
      if (state === 'running' || state === 'waiting') await this.wait(id);
    }
  }

  /** Prints a message that is not part of the command's result. */
  note(text: string): void {
    this.output.note(text);
  }

  async close(): Promise<void> {
    await this.local.close();
    for (const served of this.served) served.close();
  }

  /** Waits for the end of a task, as `run` does. */
  async wait(taskId: number): Promise<NonNullable<Task['result']>> {
    const task = await this.local.current.waitFor(
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
