import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { here } from './paths.mjs';
import { downloadWheels, removeWheels, unpackWheel } from './pip.mjs';
import { SetupError } from './setupError.mjs';
import { compileBinding } from './tensorflowBinding.mjs';
import { tensorflowWheels } from './wheels.mjs';

/** Members that the binding needs: the libraries, and the headers of TensorFlow's C interface. */
const members = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/LICENSE',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
];

/**
 * Fills a folder with the libraries of TensorFlow's Python package and the npm package's binding, compiled against
 * them. In place of the C library that the binding links to, it gets the C++ library, which has the
 * whole C interface.
 *
 * @param {string} packageFolder - of @tensorflow/tfjs-node-gpu.
 * @param {string} folder - receives `deps` and `lib`.
 * @param {'cpu' | 'gpu'} variant
 * @param {import('./progress.mjs').Progress} progress
 * @throws {SetupError} when there is no wheel for this machine, or it cannot be downloaded or compiled against.
 */
export async function fillFromWheels(packageFolder, folder, variant, progress) {
  const wheels = tensorflowWheels[here]?.[variant];
  if (wheels === undefined) {
    throw new SetupError(`no ${variant.toUpperCase()} build is known for ${here}.`, [
      'Allow the official download (storage.googleapis.com), or name a mirror of it in TFJS_NODE_BASE_URI.',
      'Linux on x64 and arm64 does not need it.',
    ]);
  }
  const files = await downloadWheels(wheels, progress);
  const unpacked = join(folder, 'unpacked');
  for (const file of files) {
    progress.say('unpacking');
    await unpackWheel(file, unpacked, [...members, 'nvidia/']);
  }
  const libraries = join(folder, 'deps', 'lib');
  mkdirSync(libraries, { recursive: true });
  for (const library of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    renameSync(join(unpacked, 'tensorflow', library), join(libraries, library));
  }
  symlinkSync('libtensorflow_cc.so.2', join(libraries, 'libtensorflow.so'));
  symlinkSync('libtensorflow_framework.so.2', join(libraries, 'libtensorflow_framework.so'));
  renameSync(join(unpacked, 'tensorflow', 'include'), join(folder, 'deps', 'include'));
  // The libraries look for CUDA in `../nvidia`, as in a Python installation.
  const cuda = join(unpacked, 'nvidia');
  if (existsSync(cuda)) renameSync(cuda, join(folder, 'deps', 'nvidia'));
  rmSync(unpacked, { recursive: true });

  await compileBinding(packageFolder, folder, progress);
  removeWheels(files);
}
