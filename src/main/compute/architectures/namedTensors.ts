import type { Tensor, Tensor1D, Tensor4D } from '../backend';

/** Tensors by name, e.g. `encoder/0/1/kernel`. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/** A tensor's name and its dimensions. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
}

/** @throws Error when no tensor has that name */
export function named(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`No tensor ${name}.`);
  return tensor;
}

const isVector = (tensor: Tensor): tensor is Tensor1D => tensor.rank === 1;
const isKernel = (tensor: Tensor): tensor is Tensor4D => tensor.rank === 4;

/** One value for each channel. */
export function vector(tensors: NamedTensors, name: string): Tensor1D {
  const tensor = named(tensors, name);
  if (!isVector(tensor)) throw new Error(`${name} has ${tensor.rank} dimensions.`);
  return tensor;
}

/** A convolution's weights, [height, width, inputs, filters]. */
export function kernelOf(tensors: NamedTensors, name: string): Tensor4D {
  const tensor = named(tensors, name);
  if (!isKernel(tensor)) throw new Error(`${name} has ${tensor.rank} dimensions.`);
  return tensor;
}
