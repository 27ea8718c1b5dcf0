import { z } from 'zod';
import { whenStopped } from '../task';

/** Names and sentences; a list of class ids may make them long. */
const text = z.string().max(10_000);

/** The work of the open project that a person waits for, as the window tells it to the shell. */
export const runningWork = z.object({
  tasks: z
    .array(z.object({ title: text, whenStopped: z.enum([...new Set(Object.values(whenStopped))]) }))
    .max(1000),
  /** How much of the task that runs now is done, 0 to 1; null while that is unknown. */
  share: z.number().min(0).max(1).nullable(),
});
export type RunningWork = z.infer<typeof runningWork>;

/** A long task that ended. */
export const endedWork = z.object({ title: text, text });
export type EndedWork = z.infer<typeof endedWork>;

/** What stopping the work would lead to. */
export const workEnd = z.enum(['close', 'leave']);
export type WorkEnd = z.infer<typeof workEnd>;
