import { tensorflowBackend, tf, type OperationAttribute, type Tensor4D } from '../backend';

/**
 * Bilinear doubling of width and height in which both rasters' cells cover the same square, as patches and targets do:
 * output cell i lies at input cell (i + 0.5) / 2 - 0.5. tfjs has this operation, but not its gradient.
 * @param x [batch, height, width, channels]
 */
export function upsample(x: Tensor4D): Tensor4D {
  const backend = tensorflowBackend();
  const { binding } = backend;
  const attributes: OperationAttribute[] = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'align_corners', type: binding.TF_ATTR_BOOL, value: false },
    { name: 'half_pixel_centers', type: binding.TF_ATTR_BOOL, value: true },
  ];
  const operation = tf.customGrad((...args) => {
    const [input, save] = args as [Tensor4D, (tensors: Tensor4D[]) => void];
    save([input]);
    return {
      value: tf.image.resizeBilinear(input, [input.shape[1] * 2, input.shape[2] * 2], false, true),
      gradFunc: (dy, saved) => backend.executeSingleOutput('ResizeBilinearGrad', attributes, [dy, ...saved]),
    };
  });
  return operation(x) as Tensor4D;
}
