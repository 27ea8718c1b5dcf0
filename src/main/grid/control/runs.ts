import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../../shared/errors';
import type { Sql } from './database';

/** What detections of a layer follow from beside its embeddings. */
const recipe = z.object({
  heads: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      classId: z.string(),
      /** Whether it competes with the others of which this is said. */
      exclusive: z.boolean(),
    }),
  ),
  /** Least relief of a patch in multiples of its DTM's vertical noise, as in projects. */
  flatTimes: z.number(),
  /** Probability from which its detections are shown unless somebody asks for another. */
  threshold: z.number(),
});
type Recipe = z.infer<typeof recipe>;

/** A detection of some classes over a layer. */
export interface GridRun extends Recipe {
  /** SHA-256 of layer and recipe. */
  readonly id: string;
  readonly layerId: string;
}

const runRow = z
  .object({ id: z.string(), layer_id: z.string(), recipe: z.string() })
  .transform(({ id, layer_id, recipe: text }): GridRun => ({
    ...{ id, layerId: layer_id },
    ...recipe.parse(JSON.parse(text)),
  }));

/** Begins a run; one of the same recipe becomes the newest again. */
export async function beginRun(sql: Sql, layerId: string, asked: Recipe): Promise<GridRun> {
  const text = JSON.stringify(recipe.parse(asked));
  const id = createHash('sha256').update(layerId).update(text).digest('hex');
  await sql.run(
    `INSERT INTO topo2vec.runs (id, layer_id, recipe) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET begun = now()`,
    [id, layerId, text],
  );
  return { id, layerId, ...asked };
}

/** The runs of the grid, newest first. */
export const listRuns = (sql: Sql): Promise<GridRun[]> =>
  sql.all(runRow, 'SELECT id, layer_id, recipe FROM topo2vec.runs ORDER BY begun DESC, id');

/** @throws UserError `not-found` */
export async function runById(sql: Sql, id: string): Promise<GridRun> {
  const run = await sql.get(runRow, 'SELECT id, layer_id, recipe FROM topo2vec.runs WHERE id = $1', [id]);
  if (run === null) throw new UserError('not-found', `The grid has no run ${id.slice(0, 12)}.`);
  return run;
}
