import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { bundledCode } from './scripts/packaging/bundledCode.mjs';
import { wasmKernel } from './scripts/packaging/wasmKernel.mjs';

export default defineConfig({
  plugins: [bundledCode(), wasmKernel()],
  test: {
    include: ['test/node/**/*.test.ts'],
    // A process a file: TensorFlow may be loaded once per process and never in two threads.
    pool: 'forks',
    // By itself vitest leaves one core free, which is half of a small machine.
    maxWorkers: availableParallelism(),
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
