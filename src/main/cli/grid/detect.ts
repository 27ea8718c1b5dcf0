import { resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import { several } from '../../../shared/format';
import { addHead } from '../../grid/control/heads';
import type { Sql } from '../../grid/control/database';
import { findLayer } from '../../grid/control/layers';
import type { GridRun } from '../../grid/control/runs';
import { ShardQueue } from '../../grid/control/shardQueue';
import type { ShardLayer } from '../../grid/shards/shard';
import { planRun, type RunPlan } from '../../grid/work/planRun';
import type { Output } from '../output';
import { askedPlaces, type PlacesFlags } from './askedPlaces';
import { thisProgram, withGrid, withJobs } from './opened';
import { projectHeads, type ProjectHeads } from './projectHeads';

export async function detectGridCommand(
  output: Output,
  [address = '']: string[],
  options: {
    project: string;
    class: string[];
    encoder?: string;
    radius?: number[];
    step?: number;
    flat: number;
  } & PlacesFlags,
): Promise<void> {
  const program = await thisProgram();
  const plans: { radiusM: number; plan: RunPlan }[] = [];
  const asked = { ...options, project: resolve(options.project) };
  await withGrid(address, async (grid) => {
    const heads = await projectHeads(output, asked);
    const region = heads.region ?? (await askedPlaces(options));
    const layers: ShardLayer[] = [];
    for (const radiusM of heads.radiiM)
      layers.push(await layerOf(grid.database, heads, radiusM, options.step ?? radiusM / 2));
    const keys: GridRun['heads'][number][] = [];
    for (const { name, exclusive, head } of heads.heads)
      keys.push({ key: await addHead(grid.database, name, head), name, classId: head.classId, exclusive });
    await withJobs(grid, false, async (jobs) => {
      const parts = { grid, queue: new ShardQueue(jobs, program), program };
      const recipe = { heads: keys, flatTimes: options.flat, threshold: heads.threshold };
      for (const layer of layers)
        plans.push({ radiusM: layer.radiusM, plan: await planRun(parts, layer, recipe, region) });
    });
  });
  output.result(
    plans.map(({ radiusM, plan: { run, ...plan } }) => ({ run: run.id, radiusM, ...plan })),
    plans.map(({ radiusM, plan }) => planText(radiusM, plan)).join('\n'),
  );
}

const planText = (radiusM: number, { shards, done, queued, notEmbedded }: RunPlan): string =>
  `${radiusM} m: ${several(shards, 'shard')}, ${done} done, ${queued} queued now.` +
  (notEmbedded === 0
    ? ''
    : ` ${notEmbedded} more are not embedded from the present terrain: run topo2vec grid detect again when they are.`);

/** @throws UserError `not-found` where nobody embedded with that encoder, radius and step */
async function layerOf(
  sql: Sql,
  { encoderKey, encoderName }: ProjectHeads,
  radiusM: number,
  stepM: number,
): Promise<ShardLayer> {
  const layer = await findLayer(sql, { encoderKey, radiusM, stepM });
  if (layer !== null) return layer;
  throw new UserError(
    'not-found',
    `The grid has no embeddings of ${encoderName} at ${radiusM} m, step ${stepM} m. ` +
      'Embed them first, with the same encoder: topo2vec grid embed',
  );
}
