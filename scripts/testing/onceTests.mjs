/**
 * Tests that run under one Node and one set of TensorFlow's kernels: they test scripts and documents, or what is left when
 * programs are killed. All others run twice.
 */
export const onceTests = [
  'test/node/scripts/**',
  'test/node/docs/**',
  'test/node/bench/**',
  'test/node/endure/**',
];
