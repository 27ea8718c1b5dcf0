import { z } from 'zod';
import type { UndoState } from '../../../shared/contract/project';
import type { Database, Reader, Transaction } from './database';
import { purge } from './removals';

/** Steps that can be taken back; older ones are forgotten. */
const STEPS_KEPT = 200;

const step = z.object({ id: z.number(), name: z.string() });

/**
 * Runs `work` in a transaction as one named step that can be undone. Triggers record the inverse of each change.
 * Steps that were undone can no longer be redone.
 * @param name for people, e.g. `Add 41 peaks`; a function where the name depends on what the work found
 */
export function recordStep<T>(
  database: Database,
  name: string | ((result: NoInfer<T>) => string),
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.run('DELETE FROM undo_steps WHERE undone = 1');
    const { lastId } = await transaction.run('INSERT INTO undo_steps (name) VALUES (?)', ['']);
    const result = await recording(transaction, lastId, () => work(transaction));
    const changes = await transaction.get(
      z.object({ n: z.number() }),
      'SELECT count(*) AS n FROM undo_log WHERE step_id = ?',
      [lastId],
    );
    if (changes?.n === 0) await transaction.run('DELETE FROM undo_steps WHERE id = ?', [lastId]);
    else {
      const title = typeof name === 'string' ? name : name(result);
      await transaction.run('UPDATE undo_steps SET name = ? WHERE id = ?', [title, lastId]);
    }
    await transaction.run('DELETE FROM undo_steps WHERE id <= ?', [lastId - STEPS_KEPT]);
    await purge(transaction);
    return result;
  });
}

/**
 * Takes the last step back; returns its name, or null when there is none.
 * @param onTables told which tables it changes
 */
export const undo = (
  database: Database,
  onTables?: (tables: ReadonlySet<string>) => void,
): Promise<string | null> => turn(database, 0, onTables);

/** Does the last undone step again, as `undo` does. */
export const redo = (
  database: Database,
  onTables?: (tables: ReadonlySet<string>) => void,
): Promise<string | null> => turn(database, 1, onTables);

/** Names of the steps that undo and redo would act on. */
export async function undoState(reader: Reader): Promise<UndoState> {
  const [last, next] = await Promise.all([lastDone(reader), firstUndone(reader)]);
  return { undo: last?.name ?? null, redo: next?.name ?? null };
}

const lastDone = (reader: Reader): Promise<z.infer<typeof step> | null> =>
  reader.get(step, 'SELECT id, name FROM undo_steps WHERE undone = 0 ORDER BY id DESC LIMIT 1');

const firstUndone = (reader: Reader): Promise<z.infer<typeof step> | null> =>
  reader.get(step, 'SELECT id, name FROM undo_steps WHERE undone = 1 ORDER BY id LIMIT 1');

/** Runs the recorded inverse of a step while its own inverse is recorded: undo and redo are the same move. */
function turn(
  database: Database,
  undone: 0 | 1,
  onTables?: (tables: ReadonlySet<string>) => void,
): Promise<string | null> {
  return database.transaction(async (transaction) => {
    const found = undone === 0 ? await lastDone(transaction) : await firstUndone(transaction);
    if (found === null) return null;
    const inverse = await transaction.all(
      z.object({ sql: z.string() }),
      'SELECT sql FROM undo_log WHERE step_id = ? ORDER BY id DESC',
      [found.id],
    );
    onTables?.(
      new Set(inverse.map(({ sql }) => /^(?:DELETE FROM|INSERT INTO|UPDATE) (\w+)/.exec(sql)?.[1] ?? '')),
    );
    await transaction.run('DELETE FROM undo_log WHERE step_id = ?', [found.id]);
    // Rows come back in the reverse order of their removal: a label may come before its class.
    await transaction.script('PRAGMA defer_foreign_keys = ON');
    await recording(transaction, found.id, () =>
      transaction.script(inverse.map(({ sql }) => `${sql};`).join('\n')),
    );
    await transaction.run('UPDATE undo_steps SET undone = ? WHERE id = ?', [1 - undone, found.id]);
    return found.name;
  });
}

async function recording<T>(transaction: Transaction, stepId: number, work: () => Promise<T>): Promise<T> {
  await transaction.run('INSERT INTO undo_current (step_id) VALUES (?)', [stepId]);
  const result = await work();
  await transaction.run('DELETE FROM undo_current');
  return result;
}
