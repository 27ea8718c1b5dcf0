/**
 * Floors of the large rooms, from the ground up: each room (a folder, or a file beside the folders) imports only from those that
 * stand before it. A new room gets its place here.
 */
const floors = {
  renderer: ['rpc', 'state', 'ui', 'map', 'features', 'app', 'main'],
  'main/terrain': [
    'xml',
    'geo',
    'zip',
    'dtm',
    'pyramid',
    'sampledDtm',
    'patch',
    'tile',
    'terrain',
    'landforms',
  ],
  'main/compute': [
    ...['backend', 'numeric', 'graph', 'architectures', 'encoders', 'locations', 'layerForm', 'training'],
    ...['heads', 'chunks', 'heatMap', 'explore', 'layersModel', 'handlers', 'service'],
  ],
  'main/engine': [
    ...[
      'store',
      'access',
      'caches',
      'storedLayers',
      'context',
      'settings',
      'mapLayers',
      'dtms',
      'project',
      'names',
      'encoders',
      'labels',
      'gridLink',
    ],
    ...[
      'layers',
      'maps',
      'heads',
      'detections',
      'classMaps',
      'retrieval',
      'training',
      'labelling',
      'export',
      'regions',
      'experiments',
    ],
    ...[
      'tiles',
      'explore',
      'sample',
      'pack',
      'tasks',
      'turnStep',
      'session',
      'engine',
      'handlers',
      'service',
    ],
  ],
  'main/grid': [
    ...['objects', 'shards', 'catalog', 'control', 'work', 'search', 'worker', 'handlers', 'service'],
  ],
};

const onTheirFloors = Object.entries(floors).flatMap(([floor, rooms]) => {
  const path = (some) => `^src/${floor}/(${some.join('|')})(/|[.]ts$)`;
  const name = floor.replace('/', '-');
  return [
    {
      name: `${name}-has-a-place-for-each-room`,
      severity: 'error',
      from: {},
      to: { path: `^src/${floor}/`, pathNot: path(rooms) },
    },
    ...rooms.slice(0, -1).map((room, index) => ({
      name: `${name}-${room}-imports-from-below`,
      severity: 'error',
      from: { path: path([room]) },
      to: { path: path(rooms.slice(index + 1)) },
    })),
  ];
});

/** Rooms of the house: data flows DTM -> patch -> embedding -> head -> detection -> export, and imports only upstream. */
module.exports = {
  forbidden: [
    ...onTheirFloors,
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'shared-stands-alone',
      severity: 'error',
      from: { path: '^src/shared' },
      to: { path: '^src/(main|renderer|preload)|^electron$' },
    },
    {
      name: 'platform-and-kernels-at-the-bottom',
      severity: 'error',
      from: { path: '^src/main/(platform|kernels)' },
      to: { path: '^src/main/(?!platform|kernels)' },
    },
    {
      name: 'nothing-knows-research',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/research' },
      to: { path: '^src/main/research' },
    },
    {
      name: 'only-the-engine-has-sql',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/engine/store' },
      to: { path: 'node_modules/sqlite3|^sqlite3$' },
    },
    {
      name: 'terrain-before-engine-and-compute',
      severity: 'error',
      from: { path: '^src/main/terrain' },
      to: { path: '^src/main/(layers|engine|compute|grid|shell|cli|research)' },
    },
    {
      name: 'layers-before-engine-and-compute',
      severity: 'error',
      from: { path: '^src/main/layers' },
      to: { path: '^src/main/(engine|compute|grid|shell|cli|research)' },
    },
    {
      name: 'engine-and-compute-meet-over-the-contract-only',
      severity: 'error',
      from: { path: '^src/main/engine' },
      to: { path: '^src/main/(compute|grid|shell|cli|research)' },
    },
    {
      name: 'compute-knows-no-engine',
      severity: 'error',
      from: { path: '^src/main/compute' },
      to: { path: '^src/main/(engine|grid|shell|cli|research)' },
    },
    {
      name: 'a-grid-knows-terrain-layers-and-the-contract-of-compute',
      severity: 'error',
      from: { path: '^src/main/grid' },
      to: { path: '^src/main/(engine|compute|shell|cli|research)' },
    },
    {
      name: 'local-projects-load-no-grid',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/(grid|cli/grid)/' },
      to: { path: '^src/main/grid|node_modules/(pg|pg-boss)/' },
    },
    {
      name: 'only-the-control-of-grids-knows-postgres',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/main/grid/control' },
      to: { path: 'node_modules/(pg|pg-boss)/' },
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
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.svelte', '.js', '.mjs', '.cjs', '.json'] },
  },
};
