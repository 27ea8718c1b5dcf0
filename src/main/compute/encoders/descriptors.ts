import { z } from 'zod';
import { PATCH_VALUES } from '../../../shared/terrain/patch';
import { normalisePatches } from '../../terrain/patch/normalise';
import { POLAR_VALUES, polarDescriptors } from '../architectures/polar';

/** Names of the encoders that are not trained: each is also the name of its preset. */
export const descriptor = z.enum(['id', 'polar']);
export type Descriptor = z.infer<typeof descriptor>;

/** An encoder that is not trained: a formula. */
export interface DescriptorEncoder {
  /** Values of one embedding. */
  readonly size: number;
  /** Whether rotating or mirroring a place leaves its embedding unchanged. */
  readonly invariant: boolean;
  /**
   * @param patches [n, 289] metres
   * @param out receives [n, size]; may be `patches` itself if these are as long. Default: a new array
   */
  readonly embed: (patches: Float32Array, out?: Float32Array) => Float32Array;
}

/** Encoders that are not trained. They need no TensorFlow, so any thread can compute them. */
export const descriptors: Record<Descriptor, DescriptorEncoder> = {
  /** The paper's baseline ID: the normalised patch itself (section 3.1). */
  id: {
    size: PATCH_VALUES,
    invariant: false,
    embed: (patches, out) => normalisePatches(patches, out).values,
  },
  polar: { size: POLAR_VALUES, invariant: true, embed: polarDescriptors },
};
