/**
 * Tests that run under one Node and one set of TensorFlow's kernels: they load no TensorFlow, or test by commands what others
 * test under both. All others run twice.
 */
export const onceTests = [
  'bench',
  'cli',
  'docs',
  'endure',
  'kernels',
  'layers',
  'renderer',
  'scripts',
  'shared',
  'shell',
  'terrain',
].map((room) => `test/node/${room}/**`);
