/**
 * Tests whose expectations do not depend on TensorFlow's numbers, so that a second run with its other kernels would prove nothing new. All
 * others run twice, also under another Node: compute, most of the engine and the command, and the kernels in WebAssembly.
 */
export const withoutItsNumbers = [
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
