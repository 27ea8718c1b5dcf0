import type { LatticeValue } from '../../shared/contract/compute';
import type { LayerChunk, Rotation } from '../../shared/contract/layerForm';
import type { Layer, LayerKey } from './layer';

/** Where layers are kept. Chunks are placed by where they are on Earth, whatever the lattice that they are asked by. */
export interface LayerStore {
  /** A layer over some ground; null where nobody has begun it. @param lattice of whole chunks */
  find(key: LayerKey, lattice: LatticeValue): Promise<Layer | null>;
  /** Begins a layer. Where somebody did so meanwhile, theirs stays, with its rotation. */
  begin(key: LayerKey, lattice: LatticeValue, rotation: Rotation): Promise<Layer>;
  /** Column and row, counted in chunks of the lattice, of what nobody has embedded, row by row. */
  missing(layer: Layer): Promise<[chunkColumn: number, chunkRow: number][]>;
  /** Keeps a chunk; the first of two of one place stays. */
  put(layer: Layer, chunk: LayerChunk): Promise<void>;
  /** The chunks that hold any embedding, row by row; a layer may be larger than memory. */
  read(layer: Layer): AsyncIterable<LayerChunk>;
}
