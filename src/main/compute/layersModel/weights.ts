import { sizeOf } from '../encoders/safetensors';
import type { NetworkLayer, LayerWeight } from './networkLayer';

/** A weight's name in the format: its layer's name, a slash, its own. */
export interface NamedWeight extends LayerWeight {
  readonly name: string;
}

/**
 * The weights of some layers, in the order of the layers.
 * @param layerNames names of the layers, where they differ from those used here
 */
export const namedWeights = (
  layers: readonly NetworkLayer[],
  layerNames: readonly string[] = layers.map(({ name }) => name),
): NamedWeight[] =>
  layers.flatMap(({ weights }, at) =>
    weights.map((weight) => ({ ...weight, name: `${layerNames[at] ?? ''}/${weight.weight}` })),
  );

/** Bytes of float32 weights. */
export const bytesOf = (weights: readonly { readonly shape: readonly number[] }[]): number =>
  weights.reduce((sum, { shape }) => sum + sizeOf(shape) * 4, 0);
