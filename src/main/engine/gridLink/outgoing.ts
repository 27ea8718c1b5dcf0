import { z } from 'zod';
import {
  gridChanges,
  gridKinds,
  type Adoption,
  type GridChanges,
  type GridKind,
} from '../../../shared/contract/gridLabels';
import type { Database, Reader, Transaction } from '../store/database';
import { json } from '../store/json';
import { readLink } from './link';
import { contentOf, NEW_UUID, sharedTables, type SharedTable } from './sharedRows';

/** The most rows of a kind that go at once. */
const MOST_ROWS = 20_000;

/** Changes on their way to the grid. */
export interface Outgoing {
  readonly pushId: string;
  readonly changes: GridChanges;
}

/**
 * What the project changed since it and the grid were last the same, found by comparing the tables with what was the same then: it
 * does not matter how they were changed, by an import, an undo or another program. It is kept until the grid has it, so that it is
 * the same when it has to be sent again.
 * @returns null for nothing
 */
export async function nextOutgoing(database: Database): Promise<Outgoing | null> {
  const pushId = await database.transaction(async (transaction) => {
    const link = await readLink(transaction);
    if (link?.pushId !== null) return link?.pushId ?? null;
    for (const shared of sharedTables) await mark(transaction, shared);
    await transaction.run(
      `UPDATE grid_link SET push_id = ${NEW_UUID} WHERE EXISTS (SELECT 1 FROM grid_rows WHERE pushing IS NOT NULL)`,
    );
    return (await readLink(transaction))?.pushId ?? null;
  });
  return pushId === null ? null : { pushId, changes: await changesOnTheirWay(database) };
}

/** A label goes after its area, or with it. */
const HAS_AREA = `AND (area_id IS NULL OR EXISTS (SELECT 1 FROM grid_rows AS area WHERE area.kind = 'areas'
  AND area.local_id = area_id AND (area.content IS NOT NULL OR area.pushing IS NOT NULL)))`;

async function mark(transaction: Transaction, shared: SharedTable): Promise<void> {
  const { kind, table, sharesIds } = shared;
  // Added and removed again before the grid had it.
  await transaction.run(
    `DELETE FROM grid_rows WHERE kind = ? AND content IS NULL AND local_id NOT IN (SELECT id FROM ${table})`,
    [kind],
  );
  await transaction.run(
    `INSERT INTO grid_rows (kind, local_id, grid_id) SELECT ?, id, ${sharesIds ? 'id' : NEW_UUID} FROM ${table}
     WHERE id NOT IN (SELECT local_id FROM grid_rows WHERE kind = ?)`,
    [kind, kind],
  );
  await transaction.run(
    `UPDATE grid_rows SET pushing = changed.content FROM (
       SELECT id, ${contentOf(shared, table)} AS content FROM ${table} JOIN grid_rows AS known ON known.kind = ?1 AND local_id = id
       WHERE known.content IS NOT ${contentOf(shared, table)} ${kind === 'labels' ? HAS_AREA : ''} ORDER BY id LIMIT ?2
     ) AS changed WHERE kind = ?1 AND local_id = changed.id`,
    [kind, MOST_ROWS],
  );
  await transaction.run(
    `UPDATE grid_rows SET pushing = 'null' WHERE kind = ? AND local_id NOT IN (SELECT id FROM ${table})`,
    [kind],
  );
}

const onItsWay = z.object({ kind: z.enum(gridKinds), grid_id: z.string(), pushing: json(z.unknown()) });

async function changesOnTheirWay(reader: Reader): Promise<GridChanges> {
  const rows = await reader.all(
    onItsWay,
    'SELECT kind, grid_id, pushing FROM grid_rows WHERE pushing IS NOT NULL ORDER BY local_id',
  );
  const changes: Record<GridKind, unknown[]> = { classes: [], areas: [], labels: [], verdicts: [] };
  for (const { kind, grid_id, pushing } of rows) changes[kind].push({ id: grid_id, row: pushing });
  return gridChanges.parse(changes);
}

/**
 * Notes that the grid has what was on its way.
 * @param adopted rows that are another one of the grid: where that is here already, the earlier of the two goes
 * @returns how many rows it was
 */
export const confirmOutgoing = (database: Database, adopted: readonly Adoption[]): Promise<number> =>
  database.transaction(async (transaction) => {
    for (const { kind, id, as } of adopted) {
      const table = sharedTables.find((shared) => shared.kind === kind)?.table ?? '';
      await transaction.run(
        `DELETE FROM ${table} WHERE id = (SELECT local_id FROM grid_rows WHERE kind = ?1 AND grid_id = ?2)
         AND EXISTS (SELECT 1 FROM grid_rows WHERE kind = ?1 AND grid_id = ?3)`,
        [kind, id, as],
      );
      await transaction.run(
        `DELETE FROM grid_rows WHERE kind = ?1 AND grid_id = ?2
         AND EXISTS (SELECT 1 FROM grid_rows WHERE kind = ?1 AND grid_id = ?3)`,
        [kind, id, as],
      );
      await transaction.run('UPDATE grid_rows SET grid_id = ? WHERE kind = ? AND grid_id = ?', [
        as,
        kind,
        id,
      ]);
    }
    const { changes } = await transaction.run(
      'UPDATE grid_rows SET content = pushing WHERE pushing IS NOT NULL',
    );
    await transaction.run("DELETE FROM grid_rows WHERE pushing = 'null'");
    await transaction.run('UPDATE grid_rows SET pushing = NULL WHERE pushing IS NOT NULL');
    await transaction.run('UPDATE grid_link SET push_id = NULL');
    return changes;
  });
