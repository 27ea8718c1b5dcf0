/**
 * Triggers of the versions before 4, which recorded inverse changes as the text of statements. Nothing runs such text any more.
 * @param kept columns whose changes are not steps: undoing a change of others leaves them
 */
export function textTriggers(
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

/**
 * The trigger for a table whose rows are added and removed without undo (see `removals`), but of which a column is changed by
 * steps.
 */
export function textUpdateTrigger(table: string, column: string): string {
  return `
CREATE TRIGGER ${table}_undo_update AFTER UPDATE OF ${column} ON ${table}
WHEN EXISTS (SELECT 1 FROM undo_current)
BEGIN
  INSERT INTO undo_log (step_id, sql)
  SELECT step_id, 'UPDATE ${table} SET ${column}=' || quote(old.${column}) || ' WHERE id=' || new.id FROM undo_current;
END;`;
}
