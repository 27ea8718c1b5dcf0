import { resolve } from 'node:path';
import { UserError } from '../../../shared/errors';
import type { Region } from '../../../shared/geo/region';
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
import { gridHeads, type DetectHeads } from './gridHeads';
import { projectHeads } from './projectHeads';

export async function detectGridCommand(
  output: Output,
  [address = '']: string[],
  options: {
    /** Heads of the grid, by the beginnings of their keys; else those of a project. */
    head?: string[];
    project?: string;
    class?: string[];
    encoder?: string;
    radius?: number[];
    step?: number;
    flat: number;
  } & PlacesFlags,
): Promise<void> {
  const program = await thisProgram();
  const plans: { radiusM: number; plan: RunPlan }[] = [];
  await withGrid(address, async (grid) => {
    const { heads, region } = await askedHeads(output, grid.database, options);
    const layers: ShardLayer[] = [];
    for (const radiusM of heads.radiiM)
      layers.push(await layerOf(grid.database, heads.encoderKey, radiusM, options.step ?? radiusM / 2));
    await withJobs(grid, false, async (jobs) => {
      const parts = { grid, queue: new ShardQueue(jobs, program), program };
      const recipe = { heads: [...heads.heads], flatTimes: options.flat, threshold: heads.threshold };
      for (const layer of layers)
        plans.push({ radiusM: layer.radiusM, plan: await planRun(parts, layer, recipe, region) });
    });
  });
  output.result(
    plans.map(({ radiusM, plan: { run, ...plan } }) => ({ run: run.id, radiusM, ...plan })),
    plans.map(({ radiusM, plan }) => planText(radiusM, plan)).join('\n'),
  );
}

/** The heads that were named, and where they are to look. @throws UserError `bad-input` where none were, and as both kinds do */
async function askedHeads(
  output: Output,
  sql: Sql,
  options: Parameters<typeof detectGridCommand>[2],
): Promise<{ heads: DetectHeads; region: Region | undefined }> {
  const { head, project, class: classes } = options;
  if (head !== undefined)
    return { heads: await gridHeads(sql, head, options.radius), region: await askedPlaces(options) };
  if (project === undefined || classes === undefined)
    throw new UserError(
      'bad-input',
      'Say what to detect with: --project FILE with --class C,C, or --head KEY of a head of the grid (topo2vec grid heads).',
    );
  const own = await projectHeads(output, { ...options, project: resolve(project), class: classes });
  const region = own.region ?? (await askedPlaces(options));
  // Where a layer is missing, no head is added.
  for (const radiusM of own.radiiM) await layerOf(sql, own.encoderKey, radiusM, options.step ?? radiusM / 2);
  const heads: GridRun['heads'] = [];
  for (const { name, exclusive, head: added } of own.heads)
    heads.push({ key: await addHead(sql, name, added), name, classId: added.classId, exclusive });
  return { heads: { ...own, heads }, region };
}

const planText = (radiusM: number, { shards, done, queued, notEmbedded }: RunPlan): string =>
  `${radiusM} m: ${several(shards, 'shard')}, ${done} done, ${queued} queued now.` +
  (notEmbedded === 0
    ? ''
    : ` ${notEmbedded} more are not embedded from the present terrain: run topo2vec grid detect again when they are.`);

/** @throws UserError `not-found` where nobody embedded with that encoder, radius and step */
async function layerOf(sql: Sql, encoderKey: string, radiusM: number, stepM: number): Promise<ShardLayer> {
  const layer = await findLayer(sql, { encoderKey, radiusM, stepM });
  if (layer !== null) return layer;
  throw new UserError(
    'not-found',
    `The grid has no embeddings of the encoder of these heads at ${radiusM} m, step ${stepM} m. ` +
      'Embed them first, with the same encoder: topo2vec grid embed',
  );
}
