import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldBatchNorm } from '../../src/main/compute/architectures/fold';
import { tf } from '../../src/main/compute/backend';
import { embedPatches, foldNetwork } from '../../src/main/compute/encoders/embedding';
import { readNetwork } from '../../src/main/compute/encoders/encoderFile';
import { PATCH_VALUES } from '../../src/shared/terrain/patch';
import { Random } from '../../src/shared/statistics/random';
import { root, type Ground } from './ground';
import { pythonRival } from './pythonRival';
import { fastest, interleaved, type Row } from './row';

/** As many as a chunk of a layer has. */
const PATCHES = 4096;

/** Embeddings of topo2vec-4 beside onnxruntime, which takes the same weights and must give the same embeddings. */
export async function* encoderRows({ folder: parent }: Ground): AsyncGenerator<Row> {
  const stored = readNetwork(
    readFileSync(join(root, 'resources', 'encoders', 'topo2vec-4', 'weights.bin')),
    'shipped',
  );
  const folder = mkdtempSync(join(parent, 'encoder-'));
  const tensors = new Map(
    [...stored.tensors].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  const folded = foldBatchNorm(tensors);
  const random = new Random(1);
  const patches = Float32Array.from({ length: PATCHES * PATCH_VALUES }, () => random.nextFloat());
  const network = foldNetwork(stored);
  const weights = [...folded].map(([name, tensor]) => [
    name,
    { shape: tensor.shape, values: [...tensor.dataSync()] },
  ]);
  writeFileSync(join(folder, 'weights.json'), JSON.stringify(Object.fromEntries(weights)));
  const sample = patches.subarray(0, 256 * PATCH_VALUES);
  writeFileSync(join(folder, 'patches.f32'), sample);
  writeFileSync(join(folder, 'embeddings.f32'), embedPatches(network, sample));
  const rival = await pythonRival('encoder_onnx.py', [folder]);
  try {
    yield {
      what: 'encoder topo2vec-4, normalised patches',
      unit: 'patches/s',
      better: 'higher',
      ...(await interleaved(
        fastest(PATCHES, () => embedPatches(network, patches)),
        rival,
      )),
      limit: '732,000 multiply-adds a patch',
    };
  } finally {
    rival.end();
    network.dispose();
    tf.dispose([...tensors.values(), ...folded.values()]);
    rmSync(folder, { recursive: true, force: true });
  }
}
