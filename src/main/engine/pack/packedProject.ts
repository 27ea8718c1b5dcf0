import { z } from 'zod';
import { coarsePlace } from '../../../shared/geo/coarsePlace';
import { copyProjectFile } from '../store/copyProjectFile';
import { Connection } from '../store/database';

/** What is left out of a packed project, or made coarser. */
export interface PackChoice {
  /** Whether stored embeddings go along; without them they are made again where they are needed. */
  readonly layers: boolean;
  /** Size of the cells that labels are moved to the centres of, metres; null: they stay where they are. */
  readonly gridM: number | null;
}

/** Kinds of results from which the places of labels could be told. */
const resultsOfLabels = ['heads', 'runs', 'retrievals', 'experiments', 'explorations'] as const;

/**
 * Copies a project's file for somebody else: without steps to undo, what these removed, checkpoints, and paths of this computer.
 * @param terrain ids of its DTMs, and where their files are, seen from the copy
 */
export async function packProject(
  path: string,
  copy: string,
  terrain: readonly { readonly dtmId: number; readonly name: string }[],
  choice: PackChoice,
  signal: AbortSignal,
): Promise<void> {
  await copyProjectFile(path, copy, signal);
  const connection = await Connection.open(copy, 'write');
  try {
    // What belongs to a deleted row goes with it.
    await connection.script('PRAGMA foreign_keys = ON; BEGIN');
    for (const { dtmId, name } of terrain)
      await connection.run('UPDATE dtms SET path = ? WHERE id = ?', [name, dtmId]);
    const removed = await connection.all(
      z.object({ kind: z.enum(['encoders', ...resultsOfLabels]), id: z.number() }),
      'SELECT kind, removed_id AS id FROM removals',
    );
    for (const { kind, id } of removed) await connection.run(`DELETE FROM ${kind} WHERE id = ?`, [id]);
    await connection.script(
      'DELETE FROM removals; DELETE FROM undo_steps; DELETE FROM undo_log; DELETE FROM checkpoints; ' +
        // Somebody else does not label the grid.
        'DELETE FROM grid_link; DELETE FROM grid_rows; DELETE FROM grid_verdicts',
    );
    if (!choice.layers) await connection.script('DELETE FROM layer_chunks; DELETE FROM layers');
    if (choice.gridM !== null) await coarsenLabels(connection, choice.gridM);
    await connection.script('COMMIT');
    // What was deleted must not stay in free pages of the file.
    await connection.script('VACUUM');
  } finally {
    await connection.close();
  }
}

/** Moves labels to the centres of cells, and deletes all that tells where they were. */
async function coarsenLabels(connection: Connection, gridM: number): Promise<void> {
  const labels = await connection.all(
    z.object({ id: z.number(), lonDeg: z.number(), latDeg: z.number() }),
    'SELECT id, lon_deg AS lonDeg, lat_deg AS latDeg FROM labels',
  );
  await connection.script(
    'UPDATE labels SET source_ref = NULL, name = NULL, note = NULL, area_id = NULL; DELETE FROM areas',
  );
  for (const { id, ...place } of labels) {
    const { lonDeg, latDeg } = coarsePlace(place, gridM);
    await connection.run('UPDATE labels SET lon_deg = ?, lat_deg = ? WHERE id = ?', [lonDeg, latDeg, id]);
  }
  // Regions may have been drawn around what must not be found, and notes may say where it is.
  await connection.script('DELETE FROM regions; UPDATE encoders SET note = NULL');
  for (const table of resultsOfLabels) await connection.script(`DELETE FROM ${table}`);
}
