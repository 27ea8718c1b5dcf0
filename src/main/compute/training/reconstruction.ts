import { PATCH_SIZE, PATCH_VALUES } from '../../../shared/terrain/patch';
import { decode, encode } from '../architectures/topo2vec';
import { tf, type Tensor4D } from '../backend';
import { foldNetwork } from '../encoders/embedding';
import type { StoredNetwork } from '../encoders/encoderFile';
import { bilinearUpsample, meanAbsoluteDifference } from '../numeric/bilinear';
import { l1Loss } from './l1Loss';
import type { Images } from './trainingSet';

/** Images computed at once. */
const BATCH = 256;

/** Patches and targets as tensors: [n, 17, 17, 1] and [n, 16 k, 16 k, 1]. */
export function imageTensors(
  inputs: Float32Array,
  targets: Float32Array,
  factor: number,
): { x: Tensor4D; y: Tensor4D } {
  const size = (PATCH_SIZE - 1) * factor;
  return {
    x: tf.tensor4d(inputs, [inputs.length / PATCH_VALUES, PATCH_SIZE, PATCH_SIZE, 1]),
    y: tf.tensor4d(targets, [targets.length / (size * size), size, size, 1]),
  };
}

/** Mean L1 of a network's reconstructions, with the running statistics of its batch norms. */
export function reconstructionLoss(network: StoredNetwork, { inputs, targets }: Images): number {
  const built = foldNetwork(network);
  const { folded, shape } = built;
  const count = inputs.length / PATCH_VALUES;
  const targetValues = targets.length / count;
  let sum = 0;
  for (let from = 0; from < count; from += BATCH) {
    const to = Math.min(count, from + BATCH);
    sum += tf.tidy(() => {
      const { x, y } = imageTensors(
        inputs.subarray(from * PATCH_VALUES, to * PATCH_VALUES),
        targets.subarray(from * targetValues, to * targetValues),
        shape.factor,
      );
      const loss = l1Loss(decode(encode(x, folded, shape), folded, shape), y);
      return (loss.dataSync()[0] ?? NaN) * (to - from);
    });
  }
  built.dispose();
  return sum / count;
}

/** Mean L1 of bilinear interpolation on the same images. */
export const bilinearLoss = ({ inputs, targets }: Images, factor: number): number =>
  meanAbsoluteDifference(bilinearUpsample(inputs, factor), targets);
