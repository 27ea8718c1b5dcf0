import { encoderSpecs } from '../../../src/main/compute/architectures/topo2vecTensors';
import { sizeOf, type StoredTensor } from '../../../src/main/compute/encoders/safetensors';
import { reference, referenceBytes, torchEncoder } from './reference';

const torch = reference('encoder.json', torchEncoder);
const bytes = referenceBytes('encoder.bin');

function torchTensor(name: string): { shape: number[]; values: Float32Array } {
  const found = torch.tensors.find((tensor) => tensor.name === name);
  if (found === undefined) throw new Error(name);
  const { shape, offset } = found;
  return { shape, values: new Float32Array(bytes.slice(offset, offset + sizeOf(shape) * 4).buffer) };
}

/** [out, in, 3, 3] as [3, 3, in, out]. */
function kernel({ shape, values }: { shape: number[]; values: Float32Array }): Float32Array {
  const [outputs = 0, inputs = 0] = shape;
  const result = new Float32Array(values.length);
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++)
      for (let cell = 0; cell < 9; cell++)
        result[(cell * inputs + i) * outputs + o] = values[(o * inputs + i) * 9 + cell] ?? NaN;
  return result;
}

/** PyTorch's tensors under this network's names; a convolution's bias only shifts the mean of its batch norm. */
export function torchTensors(): Map<string, StoredTensor> {
  return new Map(
    encoderSpecs().map(({ name, shape }) => {
      const [, stage = '', block = '', kind = ''] = name.split('/');
      const prefix = stage === '0' ? 'l.0' : `l.${stage}.1`;
      const convolution = `${prefix}.${Number(block) * 3}`;
      const norm = `${prefix}.${Number(block) * 3 + 1}`;
      const values: Record<string, () => Float32Array> = {
        kernel: () => kernel(torchTensor(`${convolution}.weight`)),
        gamma: () => torchTensor(`${norm}.weight`).values,
        beta: () => torchTensor(`${norm}.bias`).values,
        mean: () => {
          const bias = torchTensor(`${convolution}.bias`).values;
          return torchTensor(`${norm}.running_mean`).values.map((mean, i) => mean - (bias[i] ?? NaN));
        },
        variance: () => torchTensor(`${norm}.running_var`).values,
      };
      return [name, { shape, values: values[kind]?.() ?? new Float32Array() }];
    }),
  );
}

/** [30 x 128] embeddings that PyTorch gives for the patches of the reference. */
export const torchEmbeddings = (): number[] => torch.embeddings.flat();
