import type { LatticeValue } from '../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../shared/contract/layerForm';
import type { EmbeddingLayer, LayerKey } from './layer';

/** Storage of layers. Chunks are identified by their position on Earth, whatever lattice is used to ask for them. */
export interface LayerStore {
  /** A layer over an area; null if nobody has begun it. @param lattice of whole chunks */
  find(key: LayerKey, lattice: LatticeValue): Promise<EmbeddingLayer | null>;
  /** Begins a layer. If somebody else began it meanwhile, theirs is kept, with its rotation. */
  begin(key: LayerKey, lattice: LatticeValue, rotation: Rotation): Promise<EmbeddingLayer>;
  /** Column and row, counted in chunks of the lattice, of the chunks that are not embedded yet, row by row. */
  missing(layer: EmbeddingLayer): Promise<[chunkColumn: number, chunkRow: number][]>;
  /** Stores a chunk; of two for one place the first is kept. */
  put(layer: EmbeddingLayer, chunk: LayerChunk): Promise<void>;
  /** The chunks that hold any embedding, row by row; a layer may be larger than memory. */
  read(layer: EmbeddingLayer): AsyncIterable<LayerChunk>;
}
