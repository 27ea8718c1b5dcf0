import { descriptor } from '../../../shared/encoders/trainingPresets';
import { Listed } from '../../platform/listed';

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
export const descriptors = new Listed(
  descriptor.options,
  import.meta.glob<DescriptorEncoder>('./*.descriptor.ts', { eager: true, import: 'encoder' }),
);
