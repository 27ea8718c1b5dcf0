import { z } from 'zod';
import type { LabelsMoved } from '../../../shared/contract/labels';
import type { Transaction } from '../store/database';

/**
 * Gives labels to a class within a step. Of labels of one object of a file the class has one: the others go.
 * @param ids of labels of any classes; those that no longer exist are skipped
 */
export async function moveLabels(
  transaction: Transaction,
  ids: readonly number[],
  classId: string,
): Promise<LabelsMoved> {
  const moving = `SELECT labels.* FROM json_each(?1) AS asked JOIN labels ON labels.id = asked.value
    WHERE class_id <> ?2`;
  const asked = [JSON.stringify(ids), classId];
  const duplicates = await transaction.all(
    z.object({ id: z.number() }),
    `WITH moving AS (${moving})
     SELECT id FROM moving WHERE source_ref IS NOT NULL AND (
       EXISTS (SELECT 1 FROM labels AS there WHERE there.class_id = ?2 AND there.source_ref = moving.source_ref)
       OR id NOT IN (SELECT min(id) FROM moving WHERE source_ref IS NOT NULL GROUP BY source_ref))`,
    asked,
  );
  await transaction.run('DELETE FROM labels WHERE id IN (SELECT value FROM json_each(?))', [
    JSON.stringify(duplicates.map(({ id }) => id)),
  ]);
  const { changes } = await transaction.run(
    `UPDATE labels SET class_id = ?2 WHERE id IN (SELECT id FROM (${moving}))`,
    asked,
  );
  return { moved: changes, duplicates: duplicates.length };
}
