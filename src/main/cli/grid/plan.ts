import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { storedEncoderCard } from '../../../shared/encoders/encoderCard';
import { UserError } from '../../../shared/errors';
import { addEncoder } from '../../grid/control/encoders';
import { ShardQueue } from '../../grid/control/shardQueue';
import { TerrainFiles } from '../../grid/work/gridTerrain';
import { planLayer, type LayerPlan } from '../../grid/work/planLayer';
import type { Output } from '../output';
import { askedPlaces, type PlacesFlags } from './askedPlaces';
import {
  type PlacesSaid,
  placesOf,
  RESOURCES_DIR,
  thisProgram,
  withCompute,
  withGrid,
  withJobs,
} from './opened';

export async function embedGridCommand(
  output: Output,
  [address = '']: string[],
  options: { encoder: string; radius: number[]; step?: number } & PlacesSaid & PlacesFlags,
): Promise<void> {
  const program = await thisProgram();
  const region = await askedPlaces(options);
  const plans: (Omit<LayerPlan, 'layer'> & { layer: string; radiusM: number; stepM: number })[] = [];
  await withGrid(address, async (grid) => {
    const terrain = new TerrainFiles(await placesOf(address, grid, options));
    const { card, weights } = await readEncoder(options.encoder);
    const encoderKey = await addEncoder(grid.database, card, weights);
    await withJobs(grid, false, (jobs) =>
      withCompute(output, async (compute) => {
        const queue = new ShardQueue(jobs, program);
        const parts = { grid, queue, compute, terrain, program };
        for (const radiusM of new Set(options.radius)) {
          const asked = { encoderKey, radiusM, stepM: options.step ?? radiusM / 2, region };
          const { layer, ...plan } = await planLayer(parts, asked, new AbortController().signal);
          plans.push({ layer: layer.id, radiusM, stepM: asked.stepM, ...plan });
        }
      }),
    );
  });
  output.result(
    plans,
    plans
      .map(
        ({ radiusM, stepM, shards, done, queued }) =>
          `${radiusM} m, step ${stepM} m: ${shards} shards, ${done} done, ${queued} queued now.`,
      )
      .join('\n'),
  );
}

export async function retryCommand(output: Output, [address = '']: string[]): Promise<void> {
  await withGrid(address, (grid) =>
    withJobs(grid, false, async (jobs) => {
      const queue = new ShardQueue(jobs, await thisProgram());
      await queue.prepare();
      const retried = await queue.retryDead();
      output.result({ retried }, `Queued ${retried} shards again.`);
    }),
  );
}

/** Reads an encoder: a shipped one by its name, or a folder. @returns the text of its card, as projects have it, and its weights */
async function readEncoder(named: string): Promise<{ card: string; weights: Uint8Array }> {
  const folder = /^[\w-]+$/.test(named) ? join(RESOURCES_DIR, 'encoders', named) : resolve(named);
  const [text, weights] = await Promise.all([
    readFile(join(folder, 'card.json'), 'utf8'),
    readFile(join(folder, 'weights.bin')),
  ]).catch((error: unknown) => {
    throw new UserError(
      'not-found',
      `There is no encoder "${named}": give polar, topo2vec-4, topo2vec-inv or id, or a folder with card.json and weights.bin.`,
      { cause: error },
    );
  });
  return { card: JSON.stringify(storedEncoderCard.parse(JSON.parse(text))), weights };
}
