import type { LayerChunk } from '../../../shared/contract/layerForm';
import type { Terrain } from '../../terrain/terrain';
import type { LentTerrains } from '../locations/lentTerrains';
import type { ChunkRequest, EmbedRequest, SampledChunk } from './chunkContract';
import { embedChunksHere, sampleChunksHere } from './chunkStreams';
import { inWorkers } from './inWorkers';
import { workerCount } from './workerCount';

/** Threads that sample for a network: TensorFlow computes with all of them, and sampling is a twentieth of the work. */
const SAMPLING_SHARE = 1 / 4;

/**
 * Embeds chunks by a formula, with all threads of the machine, in any order. Few chunks are done here.
 * @throws UserError `cancelled` between chunks, `truncated-file`, `memory`, `compute-stopped`
 */
export async function* embeddedChunks(
  terrains: LentTerrains,
  request: EmbedRequest,
  signal: AbortSignal,
): AsyncGenerator<LayerChunk> {
  const workers = workerCount(request.chunks.length, 1);
  if (workers > 0)
    yield* inWorkers(request.chunks, workers, (client, chunks) =>
      client.embed({ ...request, chunks }, signal),
    );
  else yield* lent(terrains, request, (terrain) => embedChunksHere(terrain, request, signal));
}

/** Samples the patches of chunks, beside what is computed of them here. @throws as `embeddedChunks` */
export async function* sampledChunks(
  terrains: LentTerrains,
  request: ChunkRequest,
  signal: AbortSignal,
): AsyncGenerator<SampledChunk> {
  const workers = workerCount(request.chunks.length, SAMPLING_SHARE);
  if (workers > 0)
    yield* inWorkers(request.chunks, workers, (client, chunks) =>
      client.sample({ ...request, chunks }, signal),
    );
  else yield* lent(terrains, request, (terrain) => sampleChunksHere(terrain, request, signal));
}

async function* lent<Result>(
  terrains: LentTerrains,
  { terrain: sources }: ChunkRequest,
  work: (terrain: Terrain) => AsyncGenerator<Result>,
): AsyncGenerator<Result> {
  const { terrain, giveBack } = await terrains.lend(sources);
  try {
    yield* work(terrain);
  } finally {
    await giveBack();
  }
}
