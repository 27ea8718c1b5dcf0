import { availableParallelism, totalmem } from 'node:os';
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

/**
 * Rooms whose modules keep no state, as eslint sees to: their tests share processes, in which TensorFlow is loaded once. Those that change
 * the process itself, or measure its memory, are named `X.alone.test.ts`.
 */
const sharing = 'test/node/{shared,kernels,terrain,layers,compute,engine,grid}/**/!(*.alone).test.ts';
/** Tests of what is started as processes of their own, which run under one Node (`scripts/testing/secondTests.mjs`). */
const starting = 'test/node/{cli,endure}/**/*.test.ts';

export default defineConfig({
  plugins: [bundledCode(), wasmKernel(), svelteState],
  test: {
    // TensorFlow may be loaded once per process and never in two threads.
    pool: 'forks',
    // By itself vitest leaves one core free, which is half of a small machine. Processes that are shared grow to 2 GB.
    maxWorkers: Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 2.5e9))),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // They run in this order, a process a file before those that share.
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ['test/node/**/*.test.ts'], exclude: [sharing, starting] },
      },
      { extends: true, test: { name: 'command', include: [starting] } },
      { extends: true, test: { name: 'shared', include: [sharing], isolate: false } },
    ],
  },
});
