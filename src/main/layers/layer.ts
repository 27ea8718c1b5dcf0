import type { LatticeValue } from '../../shared/contract/compute';
import type { Rotation } from '../../shared/contract/layerForm';
import { CHUNK_CELLS } from '../terrain/geo/lattice';

/** Cells in one chunk. */
export const CHUNK_SIZE = CHUNK_CELLS * CHUNK_CELLS;

/** Axes of a layer that are stored together, in front of all others: enough to distinguish most embeddings. */
export const NEAR_AXES = 16;

/**
 * Identity of a layer. Equal keys have equal embeddings, whoever computes them: cells are multiples of the step in the CRS, and
 * chunks are counted from its origin, so that all boxes share them.
 */
export interface LayerKey {
  /** SHA-256 of the encoder's card and weights. */
  readonly encoderKey: string;
  /** Fingerprints, CRS and bands of the DTMs. */
  readonly terrainKey: string;
  readonly radiusM: number;
  readonly crsCode: string;
  readonly stepM: number;
}

/** An area of a layer. */
export interface EmbeddingLayer {
  /** Its id in its store. */
  readonly id: number;
  readonly radiusM: number;
  /** Values of one embedding. */
  readonly size: number;
  readonly rotation: Rotation;
  /** The area, in whole chunks: see `wholeChunks`. */
  readonly lattice: LatticeValue;
}

/** Number of axes that a rotation keeps. */
export const keptAxes = ({ mean, axes }: Rotation): number => axes.length / mean.length;
