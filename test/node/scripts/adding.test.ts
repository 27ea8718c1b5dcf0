import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../engine/folder';
import { addToy, copySources, filesOf, type Addition } from './addToy';

const run = promisify(execFile);
const toys = resolve('test', 'fixtures', 'adding');
const copy = temporaryFolder();

/** The part of vitest's report that is looked at. */
const outcome = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ title: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});

const formats = 'src/shared/fileFormats.ts';
const experiments = 'src/shared/experiments/experiments.ts';
const works = 'src/main/engine/experiments/works.ts';
const presets = 'src/shared/encoders/trainingPresets.ts';

const additions: Readonly<Record<string, Addition>> = {
  'a DTM format': {
    own: [['src/main/terrain/dtm/toy/toy.reader.ts', 'a-DTM-format.ts']],
    lines: [[formats, 'export const terrainFormats = {', "toy: { name: 'Toy grid', endings: ['toy'] },"]],
  },
  'a label format': {
    own: [['src/main/engine/labels/files/toy.reader.ts', 'a-label-format.ts']],
    lines: [
      [formats, 'export const labelFormats = {', "toy: { name: 'Toy labels', endings: ['toylabels'] },"],
    ],
  },
  'an export format of places': {
    own: [['src/main/engine/export/toy.writer.ts', 'an-export-format-of-places.ts']],
    lines: [
      [
        formats,
        'export const placeFormats = {',
        "toy: { name: 'Toy places', endings: ['toyplaces'], anyCrs: true },",
      ],
    ],
  },
  'an encoder that is a formula': {
    own: [['src/main/compute/encoders/relief.descriptor.ts', 'an-encoder-that-is-a-formula.ts']],
    lines: [
      [
        presets,
        'const descriptorPresets = {',
        "relief: { description: 'Highest less lowest elevation.', headC: 1, paper: null },",
      ],
    ],
  },
  'a way to learn': {
    own: [['src/main/compute/training/objectives/toy.method.ts', 'a-way-to-learn.ts']],
    lines: [
      [presets, 'export const trainingMethod = z.enum([', "'toy',"],
      [presets, 'const lossNames: Readonly<Record<TrainingMethod, string>> = {', "toy: 'toy loss',"],
      [
        presets,
        'export const trainingPresets: readonly TrainingPreset[] = [',
        "{ ...topo2vec4, name: 'toy', description: 'A toy.', method: 'toy', paper: null },",
      ],
    ],
  },
  'an experiment': {
    own: [
      ['src/shared/experiments/toy.ts', 'an-experiment.ts'],
      ['src/main/engine/experiments/toy.ts', 'an-experiment-works.ts'],
    ],
    lines: [
      [experiments, "import { table1, table2 } from './table';", "import { toy } from './toy';"],
      [experiments, 'export const experiments = [', 'toy,'],
      [works, "import { table } from './table';", "import { toy } from './toy';"],
      [works, '{ readonly [Kind in ExperimentKind]: Experiment<SpecOf<Kind>> } = {', 'toy,'],
    ],
  },
};

beforeAll(() => {
  copySources(copy, ['vitest.config.ts', 'tsconfig.main.json']);
  mkdirSync(join(copy, 'test', 'node'), { recursive: true });
  symlinkSync(resolve('test', 'fixtures'), join(copy, 'test', 'fixtures'));
  symlinkSync(resolve('resources'), join(copy, 'resources'));
  // Where the command looks for them when it is not built.
  symlinkSync(resolve('resources'), join(copy, 'src', 'resources'));
  mkdirSync(join(copy, 'test', 'node', 'engine'));
  cpSync(resolve('test/node/engine/workbench.ts'), join(copy, 'test/node/engine/workbench.ts'));
  writeFileSync(
    join(copy, 'test', 'node', 'toys.test.ts'),
    readFileSync(join(toys, 'toys.test.ts.txt'), 'utf8'),
  );
});

test.each(Object.entries(additions))('%s takes a file of its own and lines in one list', (kind, addition) => {
  addToy(copy, addition);
  // An experiment has two of each: what it is called and asks, and what it does.
  expect(filesOf(addition).size).toBe(kind === 'an experiment' ? 4 : 2);
});

test('with all of them the sources keep to their types', async () => {
  await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', 'tsconfig.main.json'], {
    cwd: copy,
  });
});

test('and each of them works', async () => {
  const vitest = resolve('node_modules/vitest/vitest.mjs');
  const report = join(copy, 'report.json');
  const args = [vitest, 'run', '--reporter=json', `--outputFile=${report}`];
  // A failure is in the report.
  await run(process.execPath, args, { cwd: copy }).catch(() => undefined);
  const { testResults } = outcome.parse(JSON.parse(readFileSync(report, 'utf8')));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
  expect(tests.map(({ title }) => title)).toEqual(Object.keys(additions));
});
