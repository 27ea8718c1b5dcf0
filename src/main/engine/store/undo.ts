import { z } from 'zod';
import type { UndoState } from '../../../shared/contract/project';
import { UserError } from '../../../shared/errors';
import type { Database, Reader, Transaction } from './database';
import { purge } from './removals';
import { loggedTables } from './loggedTables';
import { VALUES } from './undoTriggers';

/** The most steps that can be undone; older ones are forgotten. */
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
 * Undoes the last step; returns its name, or null when there is none.
 * @param onTables called with the tables that it changes
 */
export const undo = (
  database: Database,
  onTables?: (tables: ReadonlySet<string>) => void,
): Promise<string | null> => turn(database, 0, onTables);

/** Redoes the last undone step, as `undo` does. */
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

/** Applies the recorded inverse of a step while its own inverse is recorded: undo and redo are the same operation. */
function turn(
  database: Database,
  undone: 0 | 1,
  onTables?: (tables: ReadonlySet<string>) => void,
): Promise<string | null> {
  return database.transaction(async (transaction) => {
    const found = undone === 0 ? await lastDone(transaction) : await firstUndone(transaction);
    if (found === null) return null;
    const changes = await transaction.all(change, CHANGES, [found.id]);
    onTables?.(new Set(changes.map(({ table }) => table)));
    // Rows come back in the reverse order of their removal: a label may come before its class.
    await transaction.script('PRAGMA defer_foreign_keys = ON');
    await recording(transaction, found.id, async () => {
      for (const entry of changes) await transaction.run(statementOf(entry), [entry.first, entry.last]);
    });
    const lastId = changes[0]?.last ?? 0;
    await transaction.run('DELETE FROM undo_log WHERE step_id = ? AND id <= ?', [found.id, lastId]);
    await transaction.run('UPDATE undo_steps SET undone = ? WHERE id = ?', [1 - undone, found.id]);
    return found.name;
  });
}

/** Entries of the log that follow each other and do the same to rows of one table. */
const change = z.object({
  change: z.enum(['insert', 'delete', 'update']),
  table: z.string(),
  columns: z.string(),
  first: z.number(),
  last: z.number(),
});

/** The changes of a step, the last first. */
const CHANGES = `
WITH entry AS (
  SELECT id, change, table_name, columns, change || ' ' || table_name || ' ' || columns AS what
  FROM undo_log WHERE step_id = ?
), edge AS (
  SELECT *, what IS NOT lag(what) OVER (ORDER BY id) AS starts FROM entry
), numbered AS (
  SELECT *, sum(starts) OVER (ORDER BY id) AS number FROM edge
)
SELECT change, table_name AS "table", columns, min(id) AS first, max(id) AS last
FROM numbered GROUP BY number ORDER BY number DESC`;

/**
 * The statement that makes a change, of tables and columns that the program knows: a project file is data and only names them.
 * Values go from the log to the table inside SQLite, so they stay unchanged. Its parameters are the first and the last entry.
 * @throws UserError `unsupported-file` for a log that names others
 */
function statementOf({ change: kind, table: name, columns }: z.infer<typeof change>): string {
  const table = loggedTables.find((one) => one.name === name);
  const names = columns === '' ? [] : columns.split(',');
  const known = table === undefined ? [] : [table.key, ...table.columns];
  const isSound = names.every((column) => known.includes(column)) && names.length <= VALUES;
  if (table === undefined || !isSound || (names.length === 0 && kind !== 'delete')) {
    throw new UserError(
      'unsupported-file',
      'The step cannot be undone: its log names a table or column that no project has.',
    );
  }
  const { key } = table;
  const values = names.map((_, index) => `v${index}`).join(', ');
  const log = 'FROM undo_log WHERE id BETWEEN ?1 AND ?2';
  switch (kind) {
    case 'insert':
      return `INSERT INTO ${table.name} (${names.join(', ')}) SELECT ${values} ${log} ORDER BY id DESC`;
    case 'delete':
      return `DELETE FROM ${table.name} WHERE ${key} IN (SELECT key ${log})`;
    case 'update':
      // A row that was updated several times gets what it had before the first time: beside min(), columns are those of its row.
      return `UPDATE ${table.name} SET (${names.join(', ')}) = (${values})
        FROM (SELECT min(id), key AS log_key, ${values} ${log} GROUP BY key) WHERE ${key} = log_key`;
  }
}

async function recording<T>(transaction: Transaction, stepId: number, work: () => Promise<T>): Promise<T> {
  await transaction.run('INSERT INTO undo_current (step_id) VALUES (?)', [stepId]);
  const result = await work();
  await transaction.run('DELETE FROM undo_current');
  return result;
}
