/** A table whose changes are steps. */
export interface LoggedTable {
  readonly name: string;
  /** The column that identifies its rows; it never changes. */
  readonly key: string;
  /** The others. */
  readonly columns: readonly string[];
  /** Columns whose changes are not steps: undoing a change of others leaves them. */
  readonly kept?: readonly string[];
  /** The only changes that are steps; default: all. Rows of heavy tables are added and removed through `removals`. */
  readonly only?: 'update';
}

/** Columns of the log that hold values: as many as the widest logged table has, and as it had in version 4. */
export const VALUES = 12;
const VALUES_IN_VERSION_4 = 10;

const valueColumns = (count: number): string => Array.from({ length: count }, (_, i) => `v${i}`).join(', ');

/**
 * The log of the inverse of each change. An entry says what to do with which row of which table, and holds the values themselves,
 * never the text of a statement: `undo` builds its own statements from tables and columns that the program knows.
 */
export const undoLog = `
CREATE TABLE undo_log (
  id INTEGER PRIMARY KEY,
  step_id INTEGER NOT NULL REFERENCES undo_steps (id) ON DELETE CASCADE,
  -- 'insert', 'delete' or 'update'
  change TEXT NOT NULL,
  table_name TEXT NOT NULL,
  -- of the row to delete or update
  key,
  -- names, separated by commas; their values follow
  columns TEXT NOT NULL,
  ${valueColumns(VALUES_IN_VERSION_4)}
);
CREATE INDEX undo_log_by_step ON undo_log (step_id);
`;

/** The columns of the log that tables have needed since version 9. */
export const moreUndoValues = `
ALTER TABLE undo_log ADD COLUMN v10;
ALTER TABLE undo_log ADD COLUMN v11;
`;

/**
 * Triggers that record the inverse of every change of a table while a step is recorded, after the technique in SQLite's
 * documentation ("Automatic Undo/Redo Using SQLite").
 */
export function undoTriggers({ name, key, columns, kept = [], only }: LoggedTable): string {
  const trigger = (event: string, change: string, keyValue: string, names: readonly string[]): string => {
    const into = [
      'step_id',
      'change',
      'table_name',
      'key',
      'columns',
      ...names.map((_, index) => `v${index}`),
    ];
    const values = names.map((column) => `old.${column}`);
    return `
CREATE TRIGGER ${name}_undo_${change} AFTER ${event} ON ${name}
WHEN EXISTS (SELECT 1 FROM undo_current)
BEGIN
  INSERT INTO undo_log (${into.join(', ')})
  SELECT ${['step_id', `'${change}'`, `'${name}'`, keyValue, `'${names.join(',')}'`, ...values].join(', ')} FROM undo_current;
END;`;
  };
  const changing = columns.filter((column) => !kept.includes(column));
  const update =
    changing.length === 0
      ? ''
      : trigger(`UPDATE OF ${changing.join(', ')}`, 'update', `old.${key}`, changing);
  if (only === 'update') return update;
  return (
    trigger('INSERT', 'delete', `new.${key}`, []) +
    trigger('DELETE', 'insert', 'NULL', [key, ...columns]) +
    update
  );
}

/** The view of those rows of a table that are not removed. */
export function presentView(table: string, and = ''): string {
  return `
CREATE VIEW present_${table} AS SELECT * FROM ${table}
WHERE id NOT IN (SELECT removed_id FROM removals WHERE kind = '${table}') ${and};`;
}
