/**
 * Tests that do not reach TensorFlow, so that a second run with its other kernels and another Node would prove nothing new. All others
 * run twice: compute, engine, command and the kernels in WebAssembly.
 */
export const withoutTensorflow = [
  'test/node/scripts/**',
  'test/node/docs/**',
  'test/node/bench/**',
  'test/node/endure/**',
  'test/node/renderer/**',
  'test/node/shared/**',
  'test/node/shell/**',
  'test/node/terrain/**',
  'test/node/cli/{fullDisk,interruptedImport,interruptedNew}.test.ts',
  'test/node/engine/{damage,damagedLabels,powerLoss}.test.ts',
  'test/node/engine/label{Columns,Fields,Formats,Import}.test.ts',
];
