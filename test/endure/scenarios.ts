import { join } from 'node:path';
import { BOX, type Base, type Inputs } from './bases';
import type { Job } from './commands';

/** Work that is disturbed: what it starts from, and what it leaves when it is not. */
export interface Scenario {
  readonly name: string;
  readonly base: Base;
  readonly job: (folder: string, inputs: Inputs) => Job;
  /** Resumes after a disturbance; default: the same command again. */
  readonly again?: (folder: string, inputs: Inputs) => Job;
  /** Each run adds another result: finished work is not started again. */
  readonly adds?: true;
  /** What it may report when the disturbance came after it was done. */
  readonly done?: RegExp;
  /** Tables that hold its result. */
  readonly tables: readonly string[];
  /** Files that hold its result. */
  readonly files: RegExp;
}

/** The project in a case's folder. */
export const projectIn = (folder: string): string => join(folder, 'p.topo2vec');

const cli = (command: string, folder: string, ...args: string[]): Job => ({
  program: 'cli',
  args: [...command.split(' '), projectIn(folder), ...args],
});

const NONE = /^$/;

const exporting = (ending: string): Scenario => ({
  name: `export ${ending}`,
  base: 'found',
  job: (folder) => cli('export', folder, '--out', join(folder, `out.${ending}`)),
  tables: ['runs', 'detections'],
  files: /^out\./,
});

const training = (folder: string, ...more: string[]): Job =>
  cli('train', folder, ...['--images', '128', '--epochs', '12', '--seed', '7', '--name', 'e', ...more]);

/** Steps of labelling in one run; some two seconds. */
const LABEL_STEPS = 800;

/** The name of the scenario whose result is not a table but what was acknowledged. */
export const LABELLING = 'labelling';

/** Everything that writes. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'new',
    base: 'nothing',
    job: (folder) => cli('new', folder),
    done: /already exists/,
    tables: ['label_classes', 'encoders', 'map_layers'],
    files: NONE,
  },
  {
    name: LABELLING,
    base: 'labelled',
    job: (folder) => ({ program: 'label', args: [projectIn(folder), '1', String(LABEL_STEPS)] }),
    again: (folder) => ({ program: 'label', args: [projectIn(folder), '2', '20'] }),
    tables: [],
    files: NONE,
  },
  {
    name: 'import DTM',
    base: 'new',
    job: (folder, { wideDtm }) => cli('import', folder, wideDtm),
    tables: ['dtms'],
    files: /\.pyramid$/,
  },
  {
    name: 'build pyramid',
    base: 'wide',
    job: (folder, { wideDtm }) => cli('import', folder, wideDtm),
    tables: ['dtms'],
    files: /\.pyramid$/,
  },
  {
    name: 'import labels',
    base: 'wide',
    job: (folder, { pbf }) => cli('labels import', folder, pbf, '--class', 'peak,cliff,river'),
    tables: ['labels', 'attributions'],
    files: NONE,
  },
  {
    name: 'embed',
    base: 'labelled',
    job: (folder) => cli('embed', folder, '--radius', '240', '--step', '40', '--box', BOX),
    tables: ['layers', 'layer_chunks'],
    files: NONE,
  },
  {
    name: 'head',
    base: 'labelled',
    job: (folder) => cli('head', folder, '--class', 'saddle', '--radius', '240'),
    adds: true,
    tables: ['heads'],
    files: NONE,
  },
  {
    name: 'train',
    base: 'labelled',
    job: (folder) => training(folder),
    again: (folder) => training(folder, '--resume'),
    adds: true,
    tables: ['encoders', 'checkpoints'],
    files: NONE,
  },
  {
    name: 'detect',
    base: 'labelled',
    job: (folder) =>
      cli(
        'detect',
        folder,
        ...['--class', 'peak,saddle', '--radius', '240,480', '--step', '80', '--box', BOX],
      ),
    adds: true,
    tables: ['heads', 'layers', 'layer_chunks', 'run_maps', 'run_chunks', 'detections'],
    files: NONE,
  },
  exporting('geojson'),
  exporting('csv'),
  exporting('gpkg'),
  {
    name: 'export encoder',
    base: 'new',
    job: (folder) =>
      cli('encoders export', folder, '--encoder', 'topo2vec-4', '--out', join(folder, 'encoder')),
    done: /already exists and is not empty/,
    tables: ['encoders'],
    files: /^encoder\//,
  },
  {
    name: 'upgrade',
    base: 'old',
    job: (folder) => cli('info', folder),
    tables: ['labels', 'label_classes', 'attributions', 'map_layers'],
    files: /\.backup$/,
  },
];
