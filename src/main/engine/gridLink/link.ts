import { z } from 'zod';
import type { GridCursor } from '../../../shared/contract/gridLabels';
import { UserError } from '../../../shared/errors';
import type { Database, Reader } from '../store/database';
import { purge } from '../store/removals';
import { contentOf, sharedTables } from './sharedRows';

/** With which grid a project shares its labels, and how far it is. */
export interface GridLink {
  readonly gridId: string;
  /** Of what is on its way; null: nothing. */
  readonly pushId: string | null;
  readonly cursor: GridCursor;
}

const linkRow = z
  .object({
    grid_id: z.string(),
    push_id: z.string().nullable(),
    classes: z.number(),
    areas: z.number(),
    labels: z.number(),
    verdicts: z.number(),
  })
  .transform(({ grid_id, push_id, ...cursor }): GridLink => ({ gridId: grid_id, pushId: push_id, cursor }));

/** The project's link; null: it shares nothing. */
export const readLink = (reader: Reader): Promise<GridLink | null> =>
  reader.get(linkRow, 'SELECT grid_id, push_id, classes, areas, labels, verdicts FROM grid_link');

/**
 * Links a project to a grid. Classes that both have become those of the grid; a project without labels takes its classes from a grid
 * that has some. What the project has beside them is new to the grid.
 * @param knownClassIds all that the grid ever had
 * @throws UserError `bad-input` where it is linked to another one
 */
export async function linkToGrid(
  database: Database,
  gridId: string,
  knownClassIds: readonly string[],
): Promise<void> {
  await database.transaction(async (transaction) => {
    const before = await readLink(transaction);
    if (before?.gridId === gridId) return;
    if (before !== null)
      throw new UserError(
        'bad-input',
        'This project shares its labels with another grid already. Open this grid as a new project.',
      );
    await transaction.run('INSERT INTO grid_link (one, grid_id) VALUES (1, ?)', [gridId]);
    if (knownClassIds.length === 0) return;
    const [classes] = sharedTables;
    if (classes === undefined) throw new Error('Classes are shared.');
    const filled = '(SELECT class_id FROM labels UNION SELECT class_id FROM areas)';
    const known = JSON.stringify(knownClassIds);
    const count = await transaction.get(z.object({ n: z.number() }), `SELECT count(*) AS n FROM ${filled}`);
    if (count?.n === 0)
      await transaction.run('DELETE FROM label_classes WHERE id NOT IN (SELECT value FROM json_each(?))', [
        known,
      ]);
    await transaction.run(
      `INSERT INTO grid_rows (kind, local_id, grid_id, content)
       SELECT 'classes', id, id, ${contentOf(classes, 'label_classes')} FROM label_classes
       WHERE id IN (SELECT value FROM json_each(?))`,
      [known],
    );
    // Undo would bring classes back that are not the grid's.
    await transaction.run('DELETE FROM undo_steps');
    await purge(transaction);
  });
}

/** Makes the next look at the grid fetch all that it has. */
export const beginAnew = (database: Database): Promise<unknown> =>
  database.transaction((transaction) =>
    transaction.run('UPDATE grid_link SET classes = 0, areas = 0, labels = 0, verdicts = 0'),
  );
