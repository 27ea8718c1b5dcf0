import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { GridRunInfo } from '../../../shared/contract/gridDetections';
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

const countedRow = z
  .object({
    id: z.string(),
    recipe: z.string(),
    encoder: z.string(),
    radius_m: z.number(),
    step_m: z.number(),
    begun_ms: z.number(),
    detections: z.number(),
    shards: z.number(),
  })
  .transform(({ recipe: text, radius_m, step_m, begun_ms, ...row }): GridRunInfo => {
    const { heads, threshold } = recipe.parse(JSON.parse(text));
    return {
      ...{ ...row, radiusM: radius_m, stepM: step_m, begunMs: begun_ms, threshold },
      classIds: heads.map(({ classId }) => classId),
      heads: heads.map(({ name }) => name),
    };
  });

/** The runs that searched a shard, with how much they detected until now; newest first. */
export const countRuns = (sql: Sql): Promise<GridRunInfo[]> =>
  sql.all(
    countedRow,
    `SELECT runs.id, recipe, encoders.name AS encoder, radius_m, step_m, (1000 * extract(epoch FROM runs.begun))::float8 AS begun_ms,
            sum(detections)::float8 AS detections, count(*)::integer AS shards
     FROM topo2vec.runs JOIN topo2vec.layers ON layers.id = layer_id JOIN topo2vec.encoders ON key = encoder_key
       JOIN topo2vec.run_shards ON run_id = runs.id
     GROUP BY runs.id, recipe, encoders.name, radius_m, step_m, runs.begun ORDER BY runs.begun DESC, runs.id`,
  );

/** @throws UserError `not-found` */
export async function runById(sql: Sql, id: string): Promise<GridRun> {
  const run = await sql.get(runRow, 'SELECT id, layer_id, recipe FROM topo2vec.runs WHERE id = $1', [id]);
  if (run === null) throw new UserError('not-found', `The grid has no run ${id.slice(0, 12)}.`);
  return run;
}
