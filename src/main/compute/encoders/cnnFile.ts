import { z } from 'zod';
import { cnnForward, CNN_HIDDEN, cnnSpecs } from '../architectures/cnn';
import { tf } from '../backend';
import { byBatches } from './byBatches';
import { writeSafetensors, type Safetensors, type StoredTensor } from './safetensors';

/** Patches computed at once. */
const BATCH = 4096;

const metadata = z.object({ format: z.literal('cnn'), classes: z.string() });
const classNames = z.array(z.string()).min(2);

/** A supervised network as it is stored. */
export interface StoredCnn {
  /** What its outputs tell apart. */
  readonly classes: readonly string[];
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Whether a file says that it holds a supervised network. */
export const isCnn = (file: Safetensors): boolean => metadata.safeParse(file.metadata).success;

/** A supervised network's bytes: safetensors with its classes as metadata. */
export const writeCnn = ({ classes, tensors }: StoredCnn): Uint8Array =>
  writeSafetensors({ metadata: { format: 'cnn', classes: JSON.stringify(classes) }, tensors });

/**
 * The network in a file.
 * @throws Error saying what is wrong, as the second half of a sentence
 */
export function cnnOf(file: Safetensors): StoredCnn {
  const classes = classNames.parse(JSON.parse(metadata.parse(file.metadata).classes));
  const specs = cnnSpecs(classes.length);
  if (file.tensors.size !== specs.length) throw new Error('it has other tensors than this network');
  for (const { name, shape } of specs) {
    if (file.tensors.get(name)?.shape.join() !== shape.join()) {
      throw new Error(`the tensor ${name} is missing or has a wrong shape`);
    }
  }
  return { classes, tensors: file.tensors };
}

/** A supervised network ready to embed, [n, 289] to [n, 128], by its last hidden layer. TensorFlow must be loaded. */
export function cnnEmbedder({ tensors: stored }: StoredCnn): {
  embed: (patches: Float32Array) => Float32Array;
  dispose: () => void;
} {
  const tensors = new Map(
    [...stored].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  return {
    embed: (patches) => byBatches(patches, BATCH, CNN_HIDDEN, (x) => cnnForward(x, tensors).hidden),
    dispose: () => {
      tf.dispose([...tensors.values()]);
    },
  };
}
