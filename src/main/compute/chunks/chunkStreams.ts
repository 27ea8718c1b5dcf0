import type { LayerChunk } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import { locationsOfChunk } from '../../terrain/geo/lattice';
import { reliefM } from '../../terrain/patch/relief';
import type { Terrain } from '../../terrain/terrain';
import { descriptors } from '../descriptors';
import { storedForm } from '../layerForm/storedForm';
import type { ChunkRequest, EmbedRequest, SampledChunk } from './chunkContract';

/**
 * Samples the patches of chunks.
 * @throws UserError `cancelled` between chunks
 */
export async function* sampleChunks(
  terrain: Terrain,
  { lattice, radiusM, chunks }: ChunkRequest,
  signal: AbortSignal,
): AsyncGenerator<SampledChunk> {
  for (const [chunkColumn, chunkRow] of chunks) {
    throwIfAborted(signal);
    const samples = await terrain.samplePatches(locationsOfChunk(lattice, chunkColumn, chunkRow), radiusM);
    yield { chunkColumn, chunkRow, ...samples, reliefM: reliefM(samples) };
  }
}

/** Embeds chunks by an encoder that is a formula. @throws UserError `cancelled` between chunks */
export async function* embedChunks(
  terrain: Terrain,
  request: EmbedRequest,
  signal: AbortSignal,
): AsyncGenerator<LayerChunk> {
  const { embed } = descriptors[request.descriptor];
  for await (const { values, valid, ...chunk } of sampleChunks(terrain, request, signal)) {
    // What does not exist is NaN, and so is its embedding.
    const embeddings = valid.includes(1) ? embed(values) : values;
    yield {
      chunkColumn: chunk.chunkColumn,
      chunkRow: chunk.chunkRow,
      ...storedForm(request.rotation, embeddings, valid),
      reliefM: chunk.reliefM,
    };
  }
}
