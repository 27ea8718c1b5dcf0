import { z } from 'zod';
import {
  gridChanges,
  gridKinds,
  type GridChanges,
  type GridCursor,
  type GridKind,
} from '../../../../shared/contract/gridLabels';
import type { GridDatabase, Sql } from '../database';
import { labelColumns } from './columns';

/** Changes, and how far they reach. */
export interface Pulled {
  readonly changes: GridChanges;
  readonly upTo: GridCursor;
  /** Whether there are more labels. */
  readonly more: boolean;
}

const changedRow = z
  .looseObject({ id: z.string(), removed: z.boolean(), change: z.number() })
  .transform(({ id, removed, change, ...row }) => ({ change, entry: { id, row: removed ? null : row } }));

/**
 * The changes after a cursor as one moment shows them: of labels up to `limit`, of the others all, so that what a label
 * refers to has come when the label comes.
 */
export const pullLabels = (database: GridDatabase, after: GridCursor, limit: number): Promise<Pulled> =>
  database.transaction(async (sql) => {
    await sql.run('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const rows = {
      classes: await changedSince(sql, 'classes', after.classes, null),
      areas: await changedSince(sql, 'areas', after.areas, null),
      labels: await changedSince(sql, 'labels', after.labels, limit),
      verdicts: await changedSince(sql, 'verdicts', after.verdicts, null),
    };
    const upTo = { ...after };
    for (const kind of gridKinds) upTo[kind] = rows[kind].at(-1)?.change ?? after[kind];
    const entries = (kind: GridKind): unknown => rows[kind].map(({ entry }) => entry);
    return {
      changes: gridChanges.parse(Object.fromEntries(gridKinds.map((kind) => [kind, entries(kind)]))),
      upTo,
      more: rows.labels.length === limit,
    };
  });

const changedSince = (
  sql: Sql,
  kind: GridKind,
  after: number,
  limit: number | null,
): Promise<z.infer<typeof changedRow>[]> =>
  sql.all(
    changedRow,
    `SELECT id, removed, change::float8 AS change, ${Object.keys(labelColumns[kind]).join(', ')} FROM topo2vec.${kind}
     WHERE change > $1 ORDER BY change LIMIT $2`,
    [after, limit],
  );

/** Ids of all classes that the grid ever had, also those that were removed. */
export const classIdsOf = async (sql: Sql): Promise<string[]> =>
  (await sql.all(z.object({ id: z.string() }), 'SELECT id FROM topo2vec.classes')).map(({ id }) => id);
