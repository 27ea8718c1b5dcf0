import { tf, type Tensor, type Tensor2D } from '../backend';
import { named, type NamedTensors, type TensorSpec } from './namedTensors';

const isMatrix = (tensor: Tensor): tensor is Tensor2D => tensor.rank === 2;

/** The tensors of a dense layer. */
export const denseSpecs = (name: string, inputs: number, outputs: number): TensorSpec[] => [
  { name: `${name}/kernel`, shape: [inputs, outputs] },
  { name: `${name}/bias`, shape: [outputs] },
];

/**
 * A dense layer: x kernel + bias.
 * @param x [batch, inputs]
 * @param name the layer's, as in its specs
 * @returns [batch, outputs]
 */
export function dense(x: Tensor2D, tensors: NamedTensors, name: string): Tensor2D {
  const kernel = named(tensors, `${name}/kernel`);
  if (!isMatrix(kernel)) throw new Error(`${name}/kernel has ${kernel.rank} dimensions.`);
  return tf.add(tf.matMul(x, kernel), named(tensors, `${name}/bias`));
}
