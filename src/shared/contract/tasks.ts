import { z } from 'zod';
import { call, nothing, stream } from '../rpc/contract';
import { task, taskSpec } from '../task';

const taskId = z.object({ taskId: z.number().int() });

export const tasks = {
  /** Queues a task; tasks that need compute run one after the other. */
  start: call(taskSpec, taskId),
  /** The list of tasks, in the order they run, whenever it changes (at most ten times a second). */
  watch: stream(nothing, z.array(task)),
  cancel: call(taskId, nothing),
  /** Training stops after its step, with a checkpoint. */
  pause: call(taskId, nothing),
  resume: call(taskId, nothing),
  /** Lets a task that waits or is paused run one turn earlier (-1) or later (1). The order is kept with the project. */
  move: call(taskId.extend({ step: z.union([z.literal(-1), z.literal(1)]) }), nothing),
  /** Removes an ended task from the list. */
  dismiss: call(taskId, nothing),
};
