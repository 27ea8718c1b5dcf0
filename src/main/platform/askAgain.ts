import { setTimeout } from 'node:timers/promises';

/** Mean wait after the first failure, milliseconds; it doubles with each. */
const FIRST_WAIT_MS = 100;

/** Whether an answer says that the server is busy or failed, and may not be so the next time. */
export const isPassing = (status: number): boolean => status >= 500 || status === 429;

/**
 * Asks a server, again when it is busy or fails, or the connection breaks, after waits of random length, so that many who
 * wait do not come back together.
 * @param attempts at least 1
 * @returns the first answer that is not passing, else the last one
 * @throws what the last attempt threw
 */
export async function askAgain<T extends { readonly status: number }>(
  attempts: number,
  ask: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === attempts;
    const answer = await ask().catch((error: unknown) => {
      if (isLast) throw error;
      return null;
    });
    if (answer !== null && (isLast || !isPassing(answer.status))) return answer;
    await setTimeout(2 * Math.random() * FIRST_WAIT_MS * 2 ** (attempt - 1));
  }
}
