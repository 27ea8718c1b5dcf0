import type { LayerChunk } from '../../shared/contract/layerForm';
import { chunksOf } from '../terrain/geo/lattice';
import type { EmbeddingLayer } from './layer';
import type { LayerStore } from './layerStore';

/** Embeds chunks of a layer's lattice. @param chunks column, row pairs */
type EmbedLattice = (chunks: [number, number][]) => AsyncIterable<LayerChunk>;

/**
 * Embeds the missing chunks of a layer's area. Each chunk is stored as it comes, so that interrupted work resumes where it stopped.
 * Yields how many of all chunks are stored, first before any is embedded.
 */
export async function* embedChunks(
  store: LayerStore,
  layer: EmbeddingLayer,
  embed: EmbedLattice,
): AsyncGenerator<{ done: number; total: number }> {
  const total = chunksOf(layer.lattice).length;
  const missing = await store.missing(layer);
  if (missing.length === 0) return;
  let done = total - missing.length;
  yield { done, total };
  for await (const chunk of embed(missing)) {
    await store.put(layer, chunk);
    yield { done: ++done, total };
  }
}
