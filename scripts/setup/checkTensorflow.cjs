'use strict';
// Multiplies two matrices with the TensorFlow of the package folder given, and prints which version and device did it.

const { join } = require('node:path');
const util = require('node:util');

// The binding's JavaScript calls these two, which Node 23 no longer has.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const packageFolder = process.argv[2];
const tf = require(packageFolder);

const product = tf
  .matMul(
    tf.tensor2d([
      [1, 2],
      [3, 4],
    ]),
    tf.tensor2d([
      [5, 6],
      [7, 8],
    ]),
  )
  .dataSync();
if (String(product) !== '19,22,43,50') throw new Error(`TensorFlow multiplies wrongly: ${String(product)}`);
if (tf.getBackend() !== 'tensorflow') throw new Error(`The backend is ${tf.getBackend()}.`);

const binding = require(join(packageFolder, 'lib', 'napi-v8', 'tfjs_binding.node'));
console.log(`checked ${JSON.stringify({ version: binding.TF_Version, gpu: tf.backend().isUsingGpuDevice })}`);
