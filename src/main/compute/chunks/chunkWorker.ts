import { parentPort } from 'node:worker_threads';
import type { TerrainSources } from '../../../shared/contract/compute';
import { nodeChannel } from '../../../shared/rpc/ports';
import { serve } from '../../../shared/rpc/server';
import { logLine } from '../../platform/processLog';
import { openTerrain, type Terrain } from '../../terrain/terrain';
import { chunkContract } from './chunkContract';
import { embedChunksHere, sampleChunksHere } from './chunkStreams';

/**
 * Bytes of decoded blocks that a worker keeps: the five rows of blocks that a chunk may reach into, for a raster in strips of
 * 40,000 pixels. With fewer, each chunk would read the strips again.
 */
const CACHE_BYTES = 208 * 1024 * 1024;

/** Entry of the workers that sample and embed chunks of lattices. */
if (parentPort !== null) {
  let opened: Promise<Terrain> | undefined;
  /** A worker serves one lattice, whose terrain it opens once; it is closed when the worker ends. */
  const terrainOf = (sources: TerrainSources): Promise<Terrain> =>
    (opened ??= openTerrain(sources, CACHE_BYTES));
  serve(
    chunkContract,
    {
      chunks: {
        sample: async function* (request, signal) {
          yield* sampleChunksHere(await terrainOf(request.terrain), request, signal);
        },
        embed: async function* (request, signal) {
          yield* embedChunksHere(await terrainOf(request.terrain), request, signal);
        },
      },
    },
    nodeChannel(parentPort),
    (error, where) => {
      logLine('chunk worker', where, error);
    },
  );
}
