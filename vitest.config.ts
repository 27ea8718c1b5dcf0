import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { compileModule } from 'svelte/compiler';
import { defineConfig, type Plugin } from 'vitest/config';
import { bundledCode } from './scripts/packaging/bundledCode.mjs';
import { wasmKernel } from './scripts/packaging/wasmKernel.mjs';

/** State of the window as the window runs it: Node's own condition would get Svelte's server side, where nothing is reactive. */
const svelteState: Plugin = {
  name: 'svelte-state',
  enforce: 'post',
  config: () => ({
    resolve: {
      alias: [{ find: /^svelte$/, replacement: resolve('node_modules/svelte/src/index-client.js') }],
    },
  }),
  transform: {
    filter: { id: /\.svelte\.ts$/ },
    handler: (code, filename) => compileModule(code, { filename, generate: 'client' }).js,
  },
};

export default defineConfig({
  plugins: [bundledCode(), wasmKernel(), svelteState],
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
