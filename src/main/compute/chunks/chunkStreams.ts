import type { LayerChunk } from '../../../shared/contract/layerForm';
import { throwIfAborted } from '../../../shared/errors';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { CHUNK_SIZE } from '../../layers/layer';
import { locationsOfChunk } from '../../terrain/geo/lattice';
import { reliefM } from '../../terrain/patch/relief';
import type { Terrain } from '../../terrain/terrain';
import { descriptors } from '../encoders/descriptors';
import { storedForm } from '../layerForm/storedForm';
import type { ChunkRequest, EmbedRequest, SampledChunk } from './chunkContract';

/**
 * Samples the patches of chunks, in this thread.
 * @param into receives the values of one chunk after another, [4096, 289]; default: a new array for each
 * @throws UserError `cancelled` between chunks
 */
export async function* sampleChunksHere(
  terrain: Terrain,
  { lattice, radiusM, chunks }: ChunkRequest,
  signal: AbortSignal,
  into?: Float32Array,
): AsyncGenerator<SampledChunk> {
  for (const [chunkColumn, chunkRow] of chunks) {
    throwIfAborted(signal);
    const locations = locationsOfChunk(lattice, chunkColumn, chunkRow);
    const samples = await terrain.samplePatches(locations, radiusM, into);
    yield { chunkColumn, chunkRow, ...samples, reliefM: reliefM(samples) };
  }
}

/** Embeds chunks by an encoder that is a formula, in this thread. @throws UserError `cancelled` between chunks */
export async function* embedChunksHere(
  terrain: Terrain,
  request: EmbedRequest,
  signal: AbortSignal,
): AsyncGenerator<LayerChunk> {
  const { size, embed } = descriptors.of(request.descriptor);
  const patches = new Float32Array(CHUNK_SIZE * PATCH_VALUES);
  const room = new Float32Array(CHUNK_SIZE * size);
  const stored = storedForm(request.rotation);
  for await (const { values, valid, ...chunk } of sampleChunksHere(terrain, request, signal, patches)) {
    // Patches that do not exist are NaN, and so are their embeddings.
    const embeddings = valid.includes(1) ? embed(values, room) : room;
    yield { ...chunk, ...stored(embeddings, valid) };
  }
}
