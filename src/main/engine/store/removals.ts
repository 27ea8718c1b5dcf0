import type { Transaction } from './database';

/** Tables whose rows are heavy: a removed row stays where it is, hidden by the view `present_…`, until it is purged. */
const removable = ['encoders', 'heads', 'runs', 'retrievals', 'experiments', 'explorations'] as const;
export type Removable = (typeof removable)[number];

/** Removes a row within a step, so that undo brings it back whole. Its contents are not copied. */
export async function removeRow(transaction: Transaction, kind: Removable, id: number): Promise<void> {
  await transaction.run(
    'INSERT INTO removals (kind, removed_id, step_id) SELECT ?, ?, step_id FROM undo_current',
    [kind, id],
  );
}

/** Removes the heads of a class within a step. */
export async function removeHeadsOf(transaction: Transaction, classId: string): Promise<void> {
  await transaction.run(
    `INSERT INTO removals (kind, removed_id, step_id)
     SELECT 'heads', id, step_id FROM present_heads, undo_current WHERE class_id = ?`,
    [classId],
  );
}

/** Makes undo of the present step remove a row that the step has added. */
export async function removeByUndo(transaction: Transaction, kind: Removable, id: number): Promise<void> {
  await transaction.run(
    `INSERT INTO undo_log (step_id, change, table_name, columns, v0, v1, v2)
     SELECT step_id, 'insert', 'removals', 'kind,removed_id,step_id', ?, ?, step_id FROM undo_current`,
    [kind, id],
  );
}

/** Deletes what was removed by steps that can no longer be taken back, and heads of classes that will not come back. */
export async function purge(transaction: Transaction): Promise<void> {
  const forgotten = 'step_id NOT IN (SELECT id FROM undo_steps)';
  for (const kind of removable) {
    await transaction.run(
      `DELETE FROM ${kind} WHERE id IN (SELECT removed_id FROM removals WHERE kind = ? AND ${forgotten})`,
      [kind],
    );
  }
  await transaction.run(`DELETE FROM removals WHERE ${forgotten}`);
  await transaction.run(
    `DELETE FROM heads WHERE class_id NOT IN (SELECT id FROM label_classes)
     AND id NOT IN (SELECT removed_id FROM removals WHERE kind = 'heads')`,
  );
}
