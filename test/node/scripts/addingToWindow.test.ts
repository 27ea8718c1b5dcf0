import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../engine/folder';
import { addToy, copySources, filesOf, type Addition } from './addToy';

const run = promisify(execFile);
const copy = temporaryFolder();

/** Milliseconds that checking or building the whole window may take on a busy machine. */
const LIMIT_MS = 600_000;

const layer: Addition = {
  own: [['src/renderer/map/layers/toy.svelte.ts', 'a-map-layer.svelte.ts']],
  lines: [
    [
      'src/shared/contract/mapLayers.ts',
      "kindOf('slope', 'Slope', 0.7, slopeStyle),",
      "kindOf('toy', 'Toy layer', 1, plain),",
    ],
    [
      'src/renderer/features/layers/layerParts.ts',
      "import { drawTerrain } from '../../map/layers/terrain.svelte';",
      "import { drawToy } from '../../map/layers/toy.svelte';",
    ],
    [
      'src/renderer/features/layers/layerParts.ts',
      'slope: { draw: drawSlope, Details: SlopeDetails },',
      'toy: { draw: drawToy },',
    ],
  ],
};

const panel: Addition = {
  own: [['src/renderer/features/toy/ToyPanel.svelte', 'a-panel.svelte']],
  lines: [
    ['src/shared/window/panels.ts', "{ id: 'labels', name: 'Labels' },", "{ id: 'toy', name: 'Toy' },"],
    [
      'src/renderer/app/panels.ts',
      "import TrainPanel from '../features/train/TrainPanel.svelte';",
      "import ToyPanel from '../features/toy/ToyPanel.svelte';",
    ],
    [
      'src/renderer/app/panels.ts',
      'labels: { Icon: Tags, Panel: LabelsPanel },',
      'toy: { Icon: Tags, Panel: ToyPanel },',
    ],
  ],
};

beforeAll(() => {
  copySources(copy, ['svelte.config.mjs', 'tsconfig.renderer.json']);
});

test('a map layer and a panel take their own file and lines in two others', () => {
  addToy(copy, layer);
  addToy(copy, panel);
  expect(filesOf(layer).size).toBe(3);
  expect(filesOf(panel).size).toBe(3);
});

test('menu, palette and the list of layers to add name them', async () => {
  const { layerKinds } = z
    .object({ layerKinds: z.array(z.string()) })
    .parse(await import(join(copy, 'src/shared/contract/mapLayers.ts')));
  expect(layerKinds).toContain('toy');
  const { commands } = z
    .object({ commands: z.array(z.object({ id: z.string(), name: z.string() })) })
    .parse(await import(join(copy, 'src/shared/window/commands.ts')));
  expect(commands.map(({ name }) => name)).toContain('Show Toy panel');
});

test(
  'with both the window keeps to its types',
  async () => {
    const check = resolve('node_modules/svelte-check/bin/svelte-check');
    await run(process.execPath, [check, '--tsconfig', './tsconfig.renderer.json', '--fail-on-warnings'], {
      cwd: copy,
    });
  },
  LIMIT_MS,
);

test(
  'and is built with both',
  async () => {
    const outDir = join(copy, 'built');
    await build({
      ...{ root: join(copy, 'src/renderer'), base: './', configFile: false, logLevel: 'silent' },
      plugins: [svelte({ configFile: join(copy, 'svelte.config.mjs') })],
      build: { outDir, minify: false, target: 'chrome108' },
    });
    const scripts = readdirSync(join(outDir, 'assets')).filter((name) => name.endsWith('.js'));
    const text = scripts.map((name) => readFileSync(join(outDir, 'assets', name), 'utf8')).join('\n');
    for (const words of ['A toy panel of ', 'Toy layer']) expect(text).toContain(words);
  },
  LIMIT_MS,
);
