import { z } from 'zod';
import type { GridChanges, GridCursor, GridKind } from '../../../shared/contract/gridLabels';
import type { Database, Transaction } from '../store/database';
import { purge } from '../store/removals';
import { contentOf, sharedTables, type SharedTable } from './sharedRows';

/**
 * Takes changes of the grid over, outside undo steps: nobody undoes what somebody else did. A row that was changed here as well
 * stays as it is here, and is the next to be sent.
 * @returns how many rows of each kind the project did not have so; null, and nothing is taken over, where the project has to send
 * its own changes first
 */
export const takeOver = (
  database: Database,
  changes: GridChanges,
  upTo: GridCursor,
): Promise<Record<GridKind, number> | null> =>
  database.transaction(async (transaction) => {
    if (await mustSendFirst(transaction, changes)) return null;
    const taken = { classes: 0, areas: 0, labels: 0, verdicts: 0 };
    for (const shared of sharedTables)
      taken[shared.kind] = await takeKind(transaction, shared, changes[shared.kind]);
    if (gone(changes).length > 0) {
      // Undo could bring back labels of what is no longer there.
      await transaction.run('DELETE FROM undo_steps');
      await purge(transaction);
    }
    await transaction.run('UPDATE grid_link SET classes = ?, areas = ?, labels = ?, verdicts = ?', [
      ...[upTo.classes, upTo.areas, upTo.labels, upTo.verdicts],
    ]);
    return taken;
  });

/** Ids of classes and areas that were removed. */
const gone = ({ classes, areas }: GridChanges): string[] =>
  [...classes, ...areas].filter(({ row }) => row === null).map(({ id }) => id);

/**
 * Whether a class or an area goes that has labels or verdicts here which the grid has not had as they are, or something comes for a class that was removed
 * here.
 */
async function mustSendFirst(transaction: Transaction, changes: GridChanges): Promise<boolean> {
  const named = new Set(
    [...changes.areas, ...changes.labels, ...changes.verdicts].flatMap(({ row }) => row?.class_id ?? []),
  );
  for (const { id, row } of changes.classes) if (row !== null) named.delete(id);
  const missing = await transaction.get(
    z.object({ n: z.number() }),
    'SELECT count(*) AS n FROM json_each(?) WHERE value NOT IN (SELECT id FROM label_classes)',
    [JSON.stringify([...named])],
  );
  if (missing !== null && missing.n > 0) return true;
  const ids = gone(changes);
  if (ids.length === 0) return false;
  const unsent = await transaction.get(
    z.object({ n: z.number() }),
    `WITH gone AS (SELECT kind, local_id FROM grid_rows WHERE grid_id IN (SELECT value FROM json_each(?1))),
       gone_classes AS (SELECT local_id FROM gone WHERE kind = 'classes'),
       had AS (${sharedTables.map(hadBoth).join(' UNION ALL ')})
     SELECT (SELECT count(*) FROM labels WHERE id NOT IN (SELECT local_id FROM had WHERE kind = 'labels')
             AND (class_id IN gone_classes OR area_id IN (SELECT local_id FROM gone WHERE kind = 'areas')))
          + (SELECT count(*) FROM areas WHERE id NOT IN (SELECT local_id FROM had WHERE kind = 'areas')
             AND class_id IN gone_classes)
          + (SELECT count(*) FROM grid_verdicts WHERE id NOT IN (SELECT local_id FROM had WHERE kind = 'verdicts')
             AND class_id IN gone_classes) AS n`,
    [JSON.stringify(ids)],
  );
  return unsent !== null && unsent.n > 0;
}

/** SQL that gives the rows of a table that are as grid and project last had them. */
const hadBoth = (shared: SharedTable): string =>
  `SELECT known.kind, local_id FROM grid_rows AS known JOIN ${shared.table} AS here ON here.id = local_id
   WHERE known.kind = '${shared.kind}' AND known.content = ${contentOf(shared, 'here')}`;

/** What came, as rows of a table of its own: `removed`, `local_id` and `differs` decide what becomes of each. */
const prepare = ({ kind, columns }: SharedTable): string => `
  CREATE TEMP TABLE IF NOT EXISTS came_${kind} (grid_id TEXT PRIMARY KEY, removed, local_id, differs, ${Object.keys(columns).join(', ')});
  DELETE FROM came_${kind};`;

async function takeKind(
  transaction: Transaction,
  shared: SharedTable,
  changes: GridChanges[GridKind],
): Promise<number> {
  if (changes.length === 0) return 0;
  const { kind, table, columns, sharesIds } = shared;
  const names = Object.keys(columns);
  const came = `came_${kind}`;
  await transaction.script(prepare(shared));
  const values = Object.entries(columns).map(([column, form]) => {
    const value = `value -> 1 ->> '${column}'`;
    return form === 'area'
      ? `(SELECT local_id FROM grid_rows WHERE kind = 'areas' AND grid_id = ${value})`
      : value;
  });
  const localId = sharesIds ? 'coalesce(local_id, grid_id)' : 'local_id';
  await transaction.run(
    `INSERT INTO ${came} SELECT value ->> 0, json_type(value, '$[1]') = 'null', NULL, 0, ${values.join(', ')} FROM json_each(?)`,
    [JSON.stringify(changes.map(({ id, row }) => [id, row]))],
  );
  await transaction.run(
    `UPDATE ${came} SET local_id = known.local_id FROM grid_rows AS known
     WHERE known.kind = '${kind}' AND known.grid_id = ${came}.grid_id`,
  );
  // What this project sent comes back.
  await transaction.run(
    `DELETE FROM ${came} WHERE EXISTS (SELECT 1 FROM grid_rows AS known WHERE known.kind = '${kind}'
       AND known.grid_id = ${came}.grid_id AND NOT removed AND known.content = ${contentOf(shared, came)})`,
  );
  await transaction.run(`DELETE FROM ${came} WHERE removed AND local_id IS NULL`);
  await bindSameThings(transaction, shared, came);
  // Changed or removed here since both were the same.
  await transaction.run(
    `UPDATE ${came} SET differs = 1 FROM grid_rows AS known LEFT JOIN ${table} ON ${table}.id = known.local_id
     WHERE known.kind = '${kind}' AND known.grid_id = ${came}.grid_id
       AND (${table}.id IS NULL OR known.content IS NOT ${contentOf(shared, table)})`,
  );
  await transaction.run(
    `DELETE FROM ${table} WHERE id IN (SELECT local_id FROM ${came} WHERE removed AND NOT differs)`,
  );
  await transaction.run(
    `UPDATE OR IGNORE ${table} SET (${names.join(', ')}) = (${names.map((name) => `${came}.${name}`).join(', ')})
     FROM ${came} WHERE ${table}.id = ${came}.local_id AND NOT removed AND NOT differs`,
  );
  if (!sharesIds)
    // Beyond all ids that undo and redo may bring back.
    await transaction.run(
      `UPDATE ${came} SET local_id = numbered.n + max(
         (SELECT coalesce(max(id), 0) FROM ${table}),
         (SELECT coalesce(max(v0), 0) FROM undo_log WHERE table_name = '${table}' AND change = 'insert'))
       FROM (SELECT rowid AS at, row_number() OVER (ORDER BY rowid) AS n FROM ${came} WHERE local_id IS NULL AND NOT removed) AS numbered
       WHERE ${came}.rowid = numbered.at`,
    );
  await transaction.run(
    `INSERT OR IGNORE INTO ${table} (id, ${names.join(', ')}) SELECT ${localId}, ${names.join(', ')} FROM ${came}
     WHERE NOT removed AND NOT differs AND ${localId} NOT IN (SELECT id FROM ${table})`,
  );
  await transaction.run(
    `DELETE FROM grid_rows WHERE kind = '${kind}' AND grid_id IN (SELECT grid_id FROM ${came} WHERE removed)`,
  );
  await transaction.run(
    `INSERT OR REPLACE INTO grid_rows (kind, local_id, grid_id, content)
     SELECT '${kind}', ${localId}, grid_id, ${contentOf(shared, came)} FROM ${came}
     WHERE NOT removed AND (differs OR ${localId} IN (SELECT id FROM ${table}))`,
  );
  const count = await transaction.get(z.object({ n: z.number() }), `SELECT count(*) AS n FROM ${came}`);
  return count?.n ?? 0;
}

/** An object of a source that both have found by themselves is one row; the answer here counts, as the later one. */
async function bindSameThings(
  transaction: Transaction,
  { kind, table, sharesIds }: SharedTable,
  came: string,
): Promise<void> {
  if (sharesIds) return;
  await transaction.run(
    `UPDATE ${came} SET differs = 1, local_id = here.id FROM ${table} AS here
     WHERE ${came}.local_id IS NULL AND NOT removed AND here.class_id = ${came}.class_id AND here.source_ref = ${came}.source_ref`,
  );
  await transaction.run(
    `DELETE FROM grid_rows WHERE kind = '${kind}' AND local_id IN (SELECT local_id FROM ${came})
     AND grid_id NOT IN (SELECT grid_id FROM ${came})`,
  );
  // Undo would bring back a second one.
  await transaction.run(
    `DELETE FROM undo_log WHERE table_name = '${table}' AND change = 'insert' AND EXISTS (
       SELECT 1 FROM ${came} WHERE class_id = v1 AND source_ref = ${kind === 'labels' ? 'v6' : 'v4'})`,
  );
}
