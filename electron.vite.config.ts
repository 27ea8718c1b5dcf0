import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import { dependencies } from './package.json';
import { guide } from './scripts/guide.mjs';
import { bundledCode } from './scripts/packaging/bundledCode.mjs';
import { noteBundledPackages } from './scripts/packaging/bundledPackages.mjs';
import { wasmKernel } from './scripts/packaging/wasmKernel.mjs';

/** Native modules and what they load; everything else is bundled, since Electron 22 cannot `require` ES modules. */
const external = ['electron', ...Object.keys(dependencies)];

export default defineConfig({
  main: {
    plugins: [bundledCode(), wasmKernel(), noteBundledPackages()],
    build: {
      target: 'node16',
      externalizeDeps: false,
      rolldownOptions: {
        external,
        input: {
          index: 'src/main/index.ts',
          engine: 'src/main/engine/service.ts',
          compute: 'src/main/compute/service.ts',
          grid: 'src/main/grid/service.ts',
          cli: 'src/main/cli/index.ts',
          pretrain: 'src/main/research/pretrain.ts',
          experiments: 'src/main/research/protocols/index.ts',
          bench: 'test/bench/index.ts',
          presetLosses: 'test/kernels/presetLosses.ts',
          endure: 'test/endure/index.ts',
          endureGrid: 'test/endureGrid/index.ts',
          mainParts: 'test/mainParts.ts',
        },
        // Electron 22 finds modules in an archive by `require` alone.
        output: { format: 'cjs', entryFileNames: '[name].js', dynamicImportInCjs: false },
      },
    },
  },
  preload: {
    plugins: [noteBundledPackages()],
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
    plugins: [svelte(), guide(), noteBundledPackages()],
    build: { target: 'chrome108', rolldownOptions: { input: 'src/renderer/index.html' } },
  },
});
