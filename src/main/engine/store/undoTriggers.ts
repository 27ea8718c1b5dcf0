/**
 * Triggers that record the inverse of every change of a table while a step is recorded, after the technique in SQLite's
 * documentation ("Automatic Undo/Redo Using SQLite"). The first column is the key.
 * @param kept columns whose changes are no steps: an undone change of others leaves them
 */
export function undoTriggers(
  table: string,
  columns: readonly [string, ...string[]],
  kept: readonly string[] = [],
): string {
  const key = columns[0];
  const quoted = (row: 'old' | 'new', column: string): string => `quote(${row}.${column})`;
  const trigger = (event: string, sql: string): string => `
CREATE TRIGGER ${table}_undo_${event.toLowerCase()} AFTER ${event} ON ${table}
WHEN EXISTS (SELECT 1 FROM undo_current)
BEGIN
  INSERT INTO undo_log (step_id, sql) SELECT step_id, ${sql} FROM undo_current;
END;`;
  const values = columns.map((column) => quoted('old', column)).join(` || ',' || `);
  const settings = columns
    .filter((column) => !kept.includes(column))
    .map((column) => `'${column}=' || ${quoted('old', column)}`)
    .join(` || ',' || `);
  return [
    trigger('INSERT', `'DELETE FROM ${table} WHERE ${key}=' || ${quoted('new', key)}`),
    trigger('DELETE', `'INSERT INTO ${table} (${columns.join(',')}) VALUES (' || ${values} || ')'`),
    trigger('UPDATE', `'UPDATE ${table} SET ' || ${settings} || ' WHERE ${key}=' || ${quoted('new', key)}`),
  ].join('');
}

/** The trigger for a table whose rows come and go without undo (see `removals`), but of which a column is changed by steps. */
export function undoUpdateTrigger(table: string, column: string): string {
  return `
CREATE TRIGGER ${table}_undo_update AFTER UPDATE OF ${column} ON ${table}
WHEN EXISTS (SELECT 1 FROM undo_current)
BEGIN
  INSERT INTO undo_log (step_id, sql)
  SELECT step_id, 'UPDATE ${table} SET ${column}=' || quote(old.${column}) || ' WHERE id=' || new.id FROM undo_current;
END;`;
}

/** The view of those rows of a table that are not removed. */
export function presentView(table: string, and = ''): string {
  return `
CREATE VIEW present_${table} AS SELECT * FROM ${table}
WHERE id NOT IN (SELECT removed_id FROM removals WHERE kind = '${table}') ${and};`;
}
