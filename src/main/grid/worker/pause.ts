import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../../../shared/errors';
import type { WorkerLog } from './workerLog';

/** First and longest pause after something outside the work was at fault, ms; it doubles each time. */
export const PAUSE_MS = 2000;
export const LONGEST_PAUSE_MS = 300_000;

/** Waits, or until the signal fires. */
export const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

/**
 * Does what needs the database; while that cannot be reached, it is tried again.
 * @throws what `work` throws, also `network` once the signal has fired
 */
export async function untilReached<T>(work: () => Promise<T>, log: WorkerLog, stop: AbortSignal): Promise<T> {
  for (let pauseMs = PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'network' || stop.aborted) throw error;
      log.say({ event: 'waiting', reason: error.message, seconds: pauseMs / 1000 });
      await sleep(pauseMs, stop);
    }
  }
}
