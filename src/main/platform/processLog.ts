import { threadId } from 'node:worker_threads';

/** What writes lines: a process of the program, or a thread of one. */
type Writer = 'shell' | 'engine' | 'compute' | 'grid' | 'command' | 'chunk worker' | 'label reader';

/**
 * Writes a line to stderr: when, which process (and which of its threads, unless it is the main one), what, and why, e.g.
 * `2026-11-30T09:15:02.123Z [shell 4711] compute, process 4714: killed, code 9`.
 * @param reason a sentence, or an error, which is shown with its stack
 */
export function logLine(writer: Writer, what: string, reason: unknown): void {
  const id = threadId === 0 ? `${process.pid}` : `${process.pid}/${threadId}`;
  console.error(`${new Date().toISOString()} [${writer} ${id}] ${what}:`, reason);
}
