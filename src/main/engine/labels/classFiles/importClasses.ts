import { basename } from 'node:path';
import { several } from '../../../../shared/format';
import { labelClass } from '../../../../shared/labels/labelClasses';
import type { Project } from '../../context';
import { recordStep } from '../../store/undo';
import { insertClass, listClasses } from '../classes';
import { classesOf } from './classesOf';
import { readClassFile } from './readClassFile';

/**
 * Adds the classes of a file, and changes those that the project has by code or name, as one step.
 * @throws UserError as `readClassFile` and `classesOf` do
 */
export async function importClasses(
  project: Project,
  path: string,
): Promise<{ readonly added: number; readonly changed: number }> {
  const existing = await listClasses(project.database);
  const file = basename(path);
  const made = classesOf(file, await readClassFile(path), existing);
  const isThere = (id: string): boolean => existing.some((each) => each.id === id);
  const added = made.filter(({ id }) => !isThere(id)).length;
  const changed = made.filter((entry) => {
    const before = existing.find(({ id }) => id === entry.id);
    return (
      before !== undefined &&
      JSON.stringify(labelClass.parse(before)) !== JSON.stringify(labelClass.parse(entry))
    );
  }).length;
  await recordStep(
    project.database,
    `Import ${several(made.length, 'class', 'classes')} of ${file}`,
    async (transaction) => {
      for (const entry of made) await insertClass(transaction, entry);
    },
  );
  project.changed('classes', 'labels', 'undo');
  return { added, changed };
}
