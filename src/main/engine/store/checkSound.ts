import { z } from 'zod';
import type { Connection } from './database';
import { damaged } from './damage';

/**
 * Tables of large values that can be computed again. Reading all of them at each opening would take seconds; damage to them is
 * reported when they are used.
 */
const heavy: readonly string[] = ['layer_chunks', 'run_chunks', 'detections', 'explorations', 'checkpoints'];

/**
 * Checks every table of a project except the heavy ones, with its indices and references: 3 s for a million labels.
 * @throws UserError as `damaged` does, naming the first fault
 */
export async function checkSound(connection: Connection, path: string): Promise<void> {
  const tables = await connection.all(
    z.object({ name: z.string() }),
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  );
  for (const { name } of tables) {
    if (heavy.includes(name)) continue;
    const found = await connection.get(
      z.object({ problem: z.string() }),
      'SELECT integrity_check AS problem FROM pragma_integrity_check(?)',
      [name],
    );
    if (found !== null && found.problem !== 'ok') throw await damaged(path, `${name}: ${found.problem}`);
    const astray = await connection.get(
      z.object({ parent: z.string() }),
      'SELECT "parent" FROM pragma_foreign_key_check(?)',
      [name],
    );
    if (astray !== null) throw await damaged(path, `${name} refers to ${astray.parent} that do not exist`);
  }
}
