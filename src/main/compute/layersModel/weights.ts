import { sizeOf } from '../encoders/safetensors';
import type { Layer, LayerWeight } from './layer';

/** A weight by its name in the format: its layer's, a slash, its own. */
export interface NamedWeight extends LayerWeight {
  readonly name: string;
}

/**
 * The weights of some layers, in the order of the layers.
 * @param layerNames what each layer is called, where that is not what it is called here
 */
export const namedWeights = (
  layers: readonly Layer[],
  layerNames: readonly string[] = layers.map(({ name }) => name),
): NamedWeight[] =>
  layers.flatMap(({ weights }, at) =>
    weights.map((weight) => ({ ...weight, name: `${layerNames[at] ?? ''}/${weight.weight}` })),
  );

/** Bytes of float32 weights. */
export const bytesOf = (weights: readonly { readonly shape: readonly number[] }[]): number =>
  weights.reduce((sum, { shape }) => sum + sizeOf(shape) * 4, 0);
