import { z } from 'zod';
import type { ClassMerge, LabelsMoved } from '../../../shared/contract/labels';
import { UserError } from '../../../shared/errors';
import type { Project } from '../context';
import type { Transaction } from '../store/database';
import { removeHeadsOf } from '../store/removals';
import { recordStep } from '../store/undo';
import { findClasses } from './classes';
import { moveLabels } from './moveLabels';

/**
 * Makes two classes one, as a step: the labels and areas of the first become those of the second, except for objects of files that
 * the second has already. The first is removed with its heads, which recognise what it was; runs keep what they found of it, and
 * the heads of the second stay as they were trained.
 * @throws UserError `not-found`, or `bad-input` for a class and itself
 */
export async function mergeClasses(
  project: Project,
  { classId, intoId, negatives }: ClassMerge,
): Promise<LabelsMoved> {
  const [from, into] = await findClasses(project.database, [classId, intoId]);
  if (from === undefined || into === undefined) throw new Error('Classes were found, or an error thrown.');
  if (classId === intoId) throw new UserError('bad-input', `${from.name} cannot be merged into itself.`);
  const moved = await recordStep(
    project.database,
    `Merge class ${from.name} into ${into.name}`,
    async (transaction) => {
      if (!negatives) {
        await transaction.run('DELETE FROM areas WHERE class_id = ? AND positive = 0', [classId]);
        await transaction.run('DELETE FROM labels WHERE class_id = ? AND positive = 0', [classId]);
      }
      await moveAreas(transaction, classId, intoId);
      const ids = await transaction.all(
        z.object({ id: z.number() }),
        'SELECT id FROM labels WHERE class_id = ?',
        [classId],
      );
      const labels = await moveLabels(
        transaction,
        ids.map(({ id }) => id),
        intoId,
      );
      await removeHeadsOf(transaction, classId);
      await transaction.run('DELETE FROM label_classes WHERE id = ?', [classId]);
      return labels;
    },
  );
  project.changed('classes', 'areas', 'labels', 'grid-verdicts', 'heads', 'undo');
  return moved;
}

/** Gives the areas of a class to another one; those of the same object go, with the labels in them. */
async function moveAreas(transaction: Transaction, classId: string, intoId: string): Promise<void> {
  await transaction.run(
    `DELETE FROM areas WHERE class_id = ? AND source_ref IN
       (SELECT source_ref FROM areas WHERE class_id = ? AND source_ref IS NOT NULL)`,
    [classId, intoId],
  );
  await transaction.run('UPDATE areas SET class_id = ? WHERE class_id = ?', [intoId, classId]);
}
