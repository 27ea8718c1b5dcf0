import { resolve } from 'node:path';
import { Option } from 'commander';
import { UserError } from '../../shared/errors';
import { experimentReport, rival, type ExperimentKind } from '../../shared/experiments/experiments';
import type { LonLat } from '../../shared/geo/lonLat';
import { open } from './asking';
import { experimentSpecOf, type ExperimentOptions } from './experimentSpecs';
import { experimentText } from './experimentText';
import type { Output } from './output';
import { ROW_USAGE } from './tableMethods';
import * as parse from './values';
import type { Workbench } from './workbench';

const EXPERIMENTS: readonly ExperimentKind[] = [
  'scale-finder',
  'table1',
  'table2',
  'map',
  'retrieval',
  'reconstruction',
  'map-quality',
];

/** The options of `topo2vec experiment`. */
export const experimentOptions = (): Option[] => [
  new Option('--classes <C,C>', "classes; default: the paper's that have labels").argParser(parse.parseNames),
  new Option('--encoders <E,E>', `encoders; for a table its rows: ${ROW_USAGE}; default: all`).argParser(
    parse.parseNames,
  ),
  new Option(
    '--radius <M,M>',
    "radius or radii, metres; default: the class's, or the terrain's finest",
  ).argParser(parse.parseMetres),
  new Option('--train-box <W,S,E,N>', 'where a table or a map trains').argParser(parse.parseBox),
  new Option('--test-box <W,S,E,N>', 'where a table or a map is tested').argParser(parse.parseBox),
  new Option(
    '--train-size <N>',
    'locations to train on, half positive; for scale-finder: all locations',
  ).argParser(parse.parseWhole),
  new Option('--test-size <N>', 'locations to test on, half positive').argParser(parse.parseWhole),
  new Option('--seeds <N>', 'repetitions; default: 10').argParser(parse.parseWhole),
  new Option('--at <LON,LAT>', 'a place to reconstruct; may be given several times').argParser(
    (text, before?: LonLat[]) => parse.collectPlaces(text, before ?? []),
  ),
  new Option('--box <W,S,E,N>', 'part of the terrain; default: all of it').argParser(parse.parseBox),
  new Option('--polygon <LON,LAT,LON,LAT,…>', 'corners of the area to map').argParser(parse.parsePolygon),
  new Option('--threshold <T>', 'minimum probability of mapped detections; default: 0.8').argParser(
    parse.parseShare,
  ),
  new Option('--one-way', 'map-quality: do not swap the boxes for a second measurement'),
  new Option('--step <M>', 'metres between lattice cells; default: a quarter of the radius').argParser(
    parse.parseOneMetres,
  ),
  new Option('--tolerance <M>', 'metres within which a known place is found; default: the radius').argParser(
    parse.parseOneMetres,
  ),
  new Option('--least-elevation <M>', 'ignore detections below this elevation, metres').argParser(
    parse.parseElevation,
  ),
  new Option(
    '--rivals <R,R>',
    `methods to compare with: ${rival.options.join(', ')} or none; default: all`,
  ).argParser(parse.parseNames),
  new Option('--network-steps <N>', 'training steps of the network; default: 1500').argParser(
    parse.parseWhole,
  ),
  new Option('--draws <N>', 'map-quality: repetitions; default: 5').argParser(parse.parseWhole),
  new Option(
    '--given <F.json>',
    "JSON file of a table's columns and their locations, in place of the project's labels",
  ),
  new Option('--out <folder>', 'folder to write the report to'),
];

/** Runs an experiment on a project, which stores the report. */
export async function experimentCommand(
  workbench: Workbench,
  output: Output,
  args: string[],
  options: ExperimentOptions & { out?: string },
): Promise<void> {
  const experiment = EXPERIMENTS.find((kind) => kind === args[1]);
  if (experiment === undefined) {
    throw new UserError(
      'bad-input',
      `There is no experiment "${args[1] ?? ''}". Choose one of ${EXPERIMENTS.join(', ')}.`,
    );
  }
  await open(workbench, args);
  const spec = await experimentSpecOf(workbench, experiment, options);
  const result = await workbench.run({ kind: 'experiment', spec });
  if (result.kind !== 'experiment') return;
  const { out } = options;
  const { experimentId } = result;
  const { experiments } = workbench.engine;
  const report = experimentReport.parse(await experiments.report({ experimentId }));
  const files = out === undefined ? [] : await experiments.export({ experimentId, folder: resolve(out) });
  output.result(report, [experimentText(report), ...files.map((path) => `Wrote ${path}.`)].join('\n'));
}
