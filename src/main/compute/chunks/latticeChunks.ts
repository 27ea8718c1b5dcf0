import type { LayerChunk } from '../../../shared/contract/layerForm';
import type { Terrain } from '../../terrain/terrain';
import type { SharedTerrains } from '../locations/sharedTerrains';
import type { ChunkRequest, EmbedRequest, SampledChunk } from './chunkContract';
import { embedChunksHere, sampleChunksHere } from './chunkStreams';
import { inWorkers } from './inWorkers';
import { workerCount } from './workerCount';

/** Threads that sample for a network: TensorFlow computes with all of them, and sampling is a twentieth of the work. */
const SAMPLING_SHARE = 1 / 4;

/**
 * Embeds chunks by a formula, in any order. A few chunks are done in this thread.
 * @param threads that may be used; undefined: all of the machine's
 * @throws UserError `cancelled` between chunks, `truncated-file`, `memory`, `compute-stopped`
 */
export async function* embeddedChunks(
  terrains: SharedTerrains,
  request: EmbedRequest,
  signal: AbortSignal,
  threads?: number,
): AsyncGenerator<LayerChunk> {
  const workers = workerCount(request.chunks.length, 1, threads);
  if (workers > 0)
    yield* inWorkers(request.chunks, workers, (client, chunks) =>
      client.embed({ ...request, chunks }, signal),
    );
  else yield* withTerrain(terrains, request, (terrain) => embedChunksHere(terrain, request, signal));
}

/** Samples the patches of chunks, while this thread computes on them. @throws as `embeddedChunks` */
export async function* sampledChunks(
  terrains: SharedTerrains,
  request: ChunkRequest,
  signal: AbortSignal,
  threads?: number,
): AsyncGenerator<SampledChunk> {
  const workers = workerCount(request.chunks.length, SAMPLING_SHARE, threads);
  if (workers > 0)
    yield* inWorkers(request.chunks, workers, (client, chunks) =>
      client.sample({ ...request, chunks }, signal),
    );
  else yield* withTerrain(terrains, request, (terrain) => sampleChunksHere(terrain, request, signal));
}

async function* withTerrain<Result>(
  terrains: SharedTerrains,
  { terrain: sources }: ChunkRequest,
  work: (terrain: Terrain) => AsyncGenerator<Result>,
): AsyncGenerator<Result> {
  const { terrain, release } = await terrains.open(sources);
  try {
    yield* work(terrain);
  } finally {
    await release();
  }
}
