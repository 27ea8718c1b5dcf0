import type { LayerChunk } from '../../shared/contract/layerForm';
import { chunksOf } from '../terrain/geo/lattice';
import type { Layer } from './layer';
import type { LayerStore } from './layerStore';

/** Embeds chunks of a layer's lattice. @param chunks column, row pairs */
type EmbedLattice = (chunks: [number, number][]) => AsyncIterable<LayerChunk>;

/**
 * Embeds what is missing of a layer's ground. Each chunk is kept as it comes, so that work that stopped goes on where it was.
 * Yields how many chunks of all are there, first before any is embedded.
 */
export async function* embedChunks(
  store: LayerStore,
  layer: Layer,
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
