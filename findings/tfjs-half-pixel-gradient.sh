#!/bin/sh
# TensorFlow.js 4.22.0: the gradient of tf.image.resizeBilinear ignores halfPixelCenters. Values are those of pixels whose
# centres lie at a half, the gradient is that of pixels whose corners coincide: training goes wrong without a warning. The CPU
# and the Node backend share the fault (TensorFlow's own registered gradient passes the attribute on). On the CPU backend
# the gradient has width and height swapped as well, which is an error for images that are not square.
#
# Expected: a row [0, 4] doubled is [0, 1, 3, 4]. The derivative of the sum of the two right columns, by the four pixels of a
# square of two such rows, is [0.5, 3.5, 0.5, 3.5]; TensorFlow.js says [0, 3, 0, 5].
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @tensorflow/tfjs@4.22.0 > /dev/null
cat > check.js <<'JS'
const tf = require('@tensorflow/tfjs');
const doubled = (x) => tf.image.resizeBilinear(x, [4, 4], false, true);
const pixels = tf.tensor4d([0, 4, 0, 4], [1, 2, 2, 1]);
const rightColumns = tf.tensor4d([0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1], [1, 4, 4, 1]);
const sum = (x) => tf.sum(tf.mul(doubled(x), rightColumns));
const row = [...doubled(pixels).dataSync()].slice(0, 4);
const gradient = [...tf.grad(sum)(pixels).dataSync()];
// The resize is linear: the sum for one pixel alone is the derivative by it.
const truth = [0, 1, 2, 3].map((pixel) => {
  const alone = tf.tensor4d([0, 1, 2, 3].map((other) => (other === pixel ? 1 : 0)), [1, 2, 2, 1]);
  return sum(alone).dataSync()[0];
});
console.log(`TensorFlow.js ${tf.version.tfjs}`);
console.log(`a row ${row}; gradient ${gradient}, right would be ${truth}`);
let refusal = '';
try {
  tf.grad((x) => tf.sum(tf.image.resizeBilinear(x, [1, 4], false, true)))(tf.tensor4d([0, 4], [1, 1, 2, 1]));
} catch (error) {
  refusal = error.message;
}
console.log(`one row of two pixels: ${refusal}`);
const same =
  String(row) === '0,1,3,4' &&
  String(truth) === '0.5,3.5,0.5,3.5' &&
  String(gradient) === '0,3,0,5' &&
  refusal.includes("has shape '1,2,1,1'");
process.exit(same ? 0 : 1);
JS
node check.js
