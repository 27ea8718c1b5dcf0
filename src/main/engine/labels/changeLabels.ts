import type { LabelChange, LabelsMoved } from '../../../shared/contract/labels';
import { plural, several } from '../../../shared/format';
import type { Project } from '../context';
import { recordStep } from '../store/undo';
import { findClass } from './classes';
import { moveLabels } from './moveLabels';

/**
 * Changes labels as one step; ids that no longer exist are skipped. A label that a person changed stays whatever happens to the area
 * that it was sampled in, and one whose class or sign was chosen counts as checked.
 * @returns how many have the new value, and how many went since the class has their object already
 * @throws UserError `not-found` for a class
 */
export async function changeLabels(
  project: Project,
  ids: readonly number[],
  change: LabelChange,
): Promise<LabelsMoved> {
  const what = ids.length === 1 ? 'a label' : several(ids.length, 'label');
  const className = change.what === 'class' ? (await findClass(project.database, change.classId)).name : '';
  const result = await recordStep(project.database, stepOf(what, change, className), async (transaction) => {
    const moved =
      change.what === 'class' ? await moveLabels(transaction, ids, change.classId) : { duplicates: 0 };
    const [set, ...values] = assignment(change);
    const { changes } = await transaction.run(
      `UPDATE labels SET area_id = NULL, ${set} WHERE id IN (SELECT value FROM json_each(?))`,
      [...values, JSON.stringify(ids)],
    );
    return { moved: changes, duplicates: moved.duplicates };
  });
  project.changed('labels', 'classes', 'areas', 'undo');
  return result;
}

function stepOf(what: string, change: LabelChange, className: string): string {
  switch (change.what) {
    case 'class':
      return `Change ${what} to ${plural(className.toLowerCase())}`;
    case 'sign':
      return `Make ${what} ${change.positive ? 'positive' : 'negative'}`;
    case 'checked':
      return change.checked ? `Mark ${what} as checked` : `Mark ${what} as not checked`;
    case 'name':
      return change.name.trim() === ''
        ? `Remove the name of ${what}`
        : `Name ${what} ${change.name.trim().slice(0, 40)}`;
    case 'note':
      return change.note.trim() === '' ? `Remove the note on ${what}` : `Note on ${what}`;
  }
}

/** What is assigned, and its values. */
function assignment(change: LabelChange): [sql: string, ...values: (string | number | null)[]] {
  switch (change.what) {
    case 'class':
      return ['checked = 1'];
    case 'sign':
      return ['checked = 1, positive = ?', change.positive ? 1 : 0];
    case 'checked':
      return ['checked = ?', change.checked ? 1 : 0];
    case 'name':
      return ['name = ?', textOrNull(change.name)];
    case 'note':
      return ['note = ?', textOrNull(change.note)];
  }
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
