import type { LayerChunk } from '../../shared/contract/layerForm';
import type { EmbeddingLayer } from './layer';
import type { LayerStore } from './layerStore';

/** Embeds chunks of a layer's lattice. @param chunks column, row pairs */
type EmbedLattice = (chunks: [number, number][]) => AsyncIterable<LayerChunk>;

/**
 * Embeds those of some chunks of a layer's area that are missing. Each chunk is stored as it comes, so that interrupted work resumes where it stopped.
 * Yields how many of them are stored, first before any is embedded.
 * @param wanted column, row pairs, as the lattice counts chunks
 */
export async function* embedChunks(
  store: LayerStore,
  layer: EmbeddingLayer,
  wanted: readonly [number, number][],
  embed: EmbedLattice,
): AsyncGenerator<{ done: number; total: number }> {
  const total = wanted.length;
  const keys = new Set(wanted.map(String));
  const missing = (await store.missing(layer)).filter((chunk) => keys.has(String(chunk)));
  if (missing.length === 0) return;
  let done = total - missing.length;
  yield { done, total };
  for await (const chunk of embed(missing)) {
    await store.put(layer, chunk);
    yield { done: ++done, total };
  }
}
