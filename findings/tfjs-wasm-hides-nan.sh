#!/bin/sh
# TensorFlow.js's WebAssembly backend hides NaN, the usual mark of no-data in elevations, where its plain JavaScript backend passes it on: a
# convolution and pooling make it -Infinity, clipByValue and relu6 their lower bound, a convolution or product fused with ReLU 0. So a
# network answers for a patch with a hole as if it were whole, though ReLU by itself keeps NaN. Max pooling skips NaN on both.
# Test inputs, not outputs, for no-data. Exits with 1 when this no longer holds.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix . @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 \
  @tensorflow/tfjs-backend-wasm@4.22.0
cat > try.cjs <<'JS'
const tf = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
require('@tensorflow/tfjs-backend-wasm');
const x = () => tf.tensor1d([NaN]);
const square = () => tf.tensor4d([NaN, 1, 2, 3], [1, 2, 2, 1]);
const operations = {
  relu: () => tf.relu(x()),
  relu6: () => tf.relu6(x()),
  clipByValue: () => tf.clipByValue(x(), 0, 1),
  conv2d: () => tf.conv2d(square(), tf.ones([1, 1, 1, 1]), 1, 'valid'),
  'conv2d fused with relu': () =>
    tf.fused.conv2d({ x: square(), filter: tf.ones([1, 1, 1, 1]), strides: 1, pad: 'valid', activation: 'relu' }),
  'matMul fused with relu': () => tf.fused.matMul({ a: tf.tensor2d([[NaN]]), b: tf.ones([1, 1]), activation: 'relu' }),
  avgPool: () => tf.avgPool(square(), 2, 1, 'valid'),
  maxPool: () => tf.maxPool(square(), 2, 1, 'valid'),
};
(async () => {
  const seen = {};
  for (const backend of ['cpu', 'wasm']) {
    await tf.setBackend(backend);
    for (const [name, run] of Object.entries(operations)) (seen[name] ??= []).push(run().dataSync()[0]);
  }
  console.log('TensorFlow.js 4.22.0, what becomes of NaN: plain JavaScript, WebAssembly');
  for (const [name, [plain, wasm]] of Object.entries(seen)) console.log(`${name}: ${plain}, ${wasm}`);
  const expected = {
    relu: [NaN, NaN],
    relu6: [NaN, 0],
    clipByValue: [NaN, 0],
    conv2d: [NaN, -Infinity],
    'conv2d fused with relu': [NaN, 0],
    'matMul fused with relu': [NaN, 0],
    avgPool: [NaN, -Infinity],
    maxPool: [3, -Infinity],
  };
  const isSo = Object.entries(expected).every(([name, values]) => values.every((value, i) => Object.is(value, seen[name][i])));
  process.exit(isSo ? 0 : 1);
})();
JS
node try.cjs
