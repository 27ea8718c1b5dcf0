/** Rooms of the house: data flows DTM -> patch -> embedding -> head -> detection -> export, and imports only upstream. */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^src/shared' },
      to: { path: '^src/(main|renderer|preload)|^electron$' },
    },
    {
      name: 'terrain-before-engine-and-compute',
      severity: 'error',
      from: { path: '^src/main/terrain' },
      to: { path: '^src/main/(layers|engine|compute|shell|cli)' },
    },
    {
      name: 'layers-before-engine-and-compute',
      severity: 'error',
      from: { path: '^src/main/layers' },
      to: { path: '^src/main/(engine|compute|shell|cli)' },
    },
    {
      name: 'engine-and-compute-meet-over-the-contract-only',
      severity: 'error',
      from: { path: '^src/main/engine' },
      to: { path: '^src/main/(compute|shell|cli)' },
    },
    {
      name: 'compute-knows-no-engine',
      severity: 'error',
      from: { path: '^src/main/compute' },
      to: { path: '^src/main/(engine|shell|cli)' },
    },
    {
      name: 'only-the-shell-knows-electron',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/(main/shell|main/index\\.ts|preload)' },
      to: { path: 'node_modules/electron/|^electron$' },
    },
    {
      name: 'only-the-backend-loads-tensorflow',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/compute/backend\\.ts$' },
      to: { path: '@tensorflow/' },
    },
    {
      name: 'renderer-in-its-sandbox',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { path: '^src/(main|preload/index)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-node-in-the-renderer',
      severity: 'error',
      from: { path: '^src/renderer' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-the-map-knows-openlayers',
      severity: 'error',
      from: { path: '^src/renderer', pathNot: '^src/renderer/map' },
      to: { path: 'node_modules/ol/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.test.json' },
    tsPreCompilationDeps: false,
    extraExtensionsToScan: ['.svelte'],
    enhancedResolveOptions: { extensions: ['.ts', '.svelte', '.js', '.mjs', '.cjs', '.json'] },
  },
};
