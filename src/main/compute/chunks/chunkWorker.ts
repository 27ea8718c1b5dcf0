import { parentPort } from 'node:worker_threads';
import type { TerrainSources } from '../../../shared/contract/compute';
import { nodeChannel } from '../../../shared/rpc/ports';
import { serve } from '../../../shared/rpc/server';
import { openTerrain, type Terrain } from '../../terrain/terrain';
import { chunkContract } from './chunkContract';
import { embedChunks, sampleChunks } from './chunkStreams';

/** Bytes of decoded blocks that a worker keeps: two rows of blocks of a raster in strips, as wide as is read at once. */
const CACHE_BYTES = 128 * 1024 * 1024;

let opened: Promise<Terrain> | undefined;

/** A worker is of one lattice, whose terrain it opens once; it is closed as the worker ends. */
const terrainOf = (sources: TerrainSources): Promise<Terrain> =>
  (opened ??= openTerrain(sources, CACHE_BYTES));

/** Entry of the workers that sample and embed chunks of lattices. */
if (parentPort !== null) {
  serve(
    chunkContract,
    {
      chunks: {
        sample: async function* (request, signal) {
          yield* sampleChunks(await terrainOf(request.terrain), request, signal);
        },
        embed: async function* (request, signal) {
          yield* embedChunks(await terrainOf(request.terrain), request, signal);
        },
      },
    },
    nodeChannel(parentPort),
    (error) => {
      console.error('[chunk worker]', error);
    },
  );
}
