import { join, resolve } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { computeContract } from '../../../src/shared/contract/compute';
import { UserError } from '../../../src/shared/errors';
import { connect } from '../../../src/shared/rpc/client';
import { nodeChannel } from '../../../src/shared/rpc/ports';
import { serve } from '../../../src/shared/rpc/server';
import { taskSpec, type Task, type TaskSpecInput } from '../../../src/shared/task';
import { computeHandlers } from '../../../src/main/compute/handlers';
import { Engine, type EngineOptions } from '../../../src/main/engine/engine';

/** A real engine with a real compute, joined by their contract. */
export function startEngine(
  folder: string,
  options: Partial<EngineOptions> = {},
): {
  engine: Engine;
  run: (spec: TaskSpecInput) => Promise<Task>;
  close: () => Promise<void>;
} {
  const channel = new MessageChannel();
  const onBug = (error: unknown): void => {
    console.error(error);
  };
  serve(computeContract, computeHandlers(), nodeChannel(channel.port1), onBug);
  const compute = connect(
    computeContract,
    nodeChannel(channel.port2),
    () => new UserError('compute-stopped', 'Compute stopped.'),
  );
  const engine = new Engine({
    compute: () => compute,
    settingsPath: join(folder, 'settings.json'),
    resourcesDir: resolve('resources'),
    checkGrant: () => undefined,
    onOpened: () => undefined,
    goOn: false,
    onBug,
    slowStatements: { fromMs: Infinity, onSlow: () => undefined },
    ...options,
  });
  return {
    engine,
    run: async (spec) => {
      const taskId = engine.current.start(taskSpec.parse(spec));
      return engine.current.waitFor(taskId, () => undefined, new AbortController().signal);
    },
    close: async () => {
      await engine.close();
      channel.port1.close();
    },
  };
}

/** A signal that never fires. */
export const never = (): AbortSignal => new AbortController().signal;
