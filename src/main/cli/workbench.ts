import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { computeContract } from '../../shared/contract/compute';
import { engineContract } from '../../shared/contract/engine';
import { UserError } from '../../shared/errors';
import { connect } from '../../shared/rpc/client';
import type { Client, Contract, Handlers } from '../../shared/rpc/contract';
import { nodeChannel } from '../../shared/rpc/ports';
import { serve } from '../../shared/rpc/server';
import type { Task, TaskSpecInput } from '../../shared/task';
import { computeHandlers } from '../compute/handlers';
import { Engine } from '../engine/engine';
import { handlersOf } from '../engine/handlers';
import { slowFromMs } from '../engine/store/slowStatements';
import { appSettingsDir, commandSettingsDir } from '../platform/settingsDirs';
import type { Output } from './output';

/** Engine and compute in this process, connected as in the app: everything the window can do, by the same contract. */
export class Workbench {
  readonly engine: Client<typeof engineContract>;
  /** The engine behind the contract, for what a window never does: open to read alone, restore, open the sample elsewhere. */
  readonly local: Engine;
  private readonly abort = new AbortController();
  private readonly channels: MessageChannel[] = [];

  /** @param resourcesDir the folder with the sample and the shipped encoders */
  constructor(
    private readonly output: Output,
    resourcesDir: string,
  ) {
    const onBug = (error: unknown, where: string): void => {
      output.bug(where, error);
    };
    const compute = this.join(computeContract, computeHandlers(), onBug);
    const settingsDir = commandSettingsDir();
    this.local = new Engine({
      compute: () => compute,
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
    this.engine = this.join(engineContract, handlersOf(this.local), onBug);
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
    for (const { port1, port2 } of this.channels) {
      port1.close();
      port2.close();
    }
  }

  /** A client of handlers in this process. What goes between them is copied and parsed, as between two. */
  private join<C extends Contract>(
    contract: C,
    handlers: Handlers<C>,
    onBug: (error: unknown, where: string) => void,
  ): Client<C> {
    const channel = new MessageChannel();
    this.channels.push(channel);
    serve(contract, handlers, nodeChannel(channel.port1), onBug);
    return connect(
      contract,
      nodeChannel(channel.port2),
      () => new UserError('compute-stopped', 'The program is closing.'),
    );
  }

  private async wait(taskId: number): Promise<NonNullable<Task['result']>> {
    const task = await this.local.waitForTask(
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
