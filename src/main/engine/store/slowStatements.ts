import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';

/** A statement that took long. */
export interface SlowStatement {
  /** Its text, in one line; values are bound apart from it and are not kept. */
  readonly sql: string;
  /** From when its connection was free for it until its rows were there; while the process computes, that is later. */
  readonly ms: number;
  /** Title of the task that it ran for; null: for a request. */
  readonly caller: string | null;
}

/** Who is told of slow statements. */
export interface SlowStatements {
  /** Duration from which a statement is slow, milliseconds; 0: every one is. */
  readonly fromMs: number;
  readonly onSlow: (statement: SlowStatement) => void;
}

/** The title of the task on whose behalf statements are run. */
export const statementCaller = new AsyncLocalStorage<string>();

/** Begins timing the statements of one connection. @returns begins timing one; what that returns ends it */
export function statementTimer({ fromMs, onSlow }: SlowStatements): (sql: string) => () => void {
  // A connection runs one statement after another: until the one before has ended, the next one waits.
  let freeMs = 0;
  return (sql) => {
    const calledMs = performance.now();
    const caller = statementCaller.getStore() ?? null;
    return () => {
      const endMs = performance.now();
      const ms = endMs - Math.max(calledMs, freeMs);
      freeMs = endMs;
      if (ms >= fromMs) onSlow({ sql: sql.replace(/\s+/g, ' ').trim(), ms, caller });
    };
  };
}

/** A slow statement in words: `132 ms for Find peak: SELECT …`. */
export const slowText = ({ sql, ms, caller }: SlowStatement): string =>
  `${Math.round(ms)} ms${caller === null ? '' : ` for ${caller}`}: ${sql}`;

/** The duration from which statements are logged, which TOPO2VEC_SLOW_MS gives, milliseconds. @param usual without it */
export function slowFromMs(usual: number): number {
  const given = z.coerce.number().nonnegative().safeParse(process.env.TOPO2VEC_SLOW_MS);
  return given.success ? given.data : usual;
}
