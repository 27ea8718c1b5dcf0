import { z } from 'zod';
import { whenStopped } from '../task';

/** Names and sentences; lists of class ids may make them long. */
const text = z.string().max(10_000);

/** Running work of the open project, as the window reports it to the shell. */
export const runningWork = z.object({
  tasks: z
    .array(z.object({ title: text, whenStopped: z.enum([...new Set(Object.values(whenStopped))]) }))
    .max(1000),
  /** Progress of the running task, 0 to 1; null while unknown. */
  share: z.number().min(0).max(1).nullable(),
});
export type RunningWork = z.infer<typeof runningWork>;

/** A long task that ended. */
export const endedWork = z.object({ title: text, text });
export type EndedWork = z.infer<typeof endedWork>;

/** The action that would stop the work. */
export const workEnd = z.enum(['close', 'leave']);
export type WorkEnd = z.infer<typeof workEnd>;
