import { defineConfig } from 'vitest/config';
import { bundledCode } from './scripts/packaging/bundledCode.mjs';
import { wasmKernel } from './scripts/packaging/wasmKernel.mjs';

export default defineConfig({
  plugins: [bundledCode(), wasmKernel()],
  test: {
    include: ['test/node/**/*.test.ts'],
    // A process a file: TensorFlow may be loaded once per process and never in two threads.
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
