import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

/** Native modules and what they load; everything else is bundled, since Electron 22 cannot `require` ES modules. */
const external = ['electron', 'sqlite3', '@tensorflow/tfjs-node-gpu', '@resvg/resvg-js'];

export default defineConfig({
  main: {
    build: {
      target: 'node16',
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: {
          index: 'src/main/index.ts',
          engine: 'src/main/engine/service.ts',
          compute: 'src/main/compute/service.ts',
          cli: 'src/main/cli/index.ts',
          pretrain: 'src/main/compute/pretrain.ts',
          experiments: 'src/main/cli/protocols/index.ts',
          bench: 'test/bench/index.ts',
        },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      target: 'node16',
      externalizeDeps: false,
      rolldownOptions: {
        external: ['electron'],
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].js' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    plugins: [svelte()],
    build: { target: 'chrome108', rolldownOptions: { input: 'src/renderer/index.html' } },
  },
});
