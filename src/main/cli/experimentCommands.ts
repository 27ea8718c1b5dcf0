import { resolve } from 'node:path';
import { Option } from 'commander';
import { UserError } from '../../shared/errors';
import { experimentReport, rival, type ExperimentKind } from '../../shared/experiments/experiments';
import type { LonLat } from '../../shared/geo/lonLat';
import { ask, never, open } from './asking';
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

/** What the command takes. */
export const experimentOptions = (): Option[] => [
  new Option('--classes <C,C>', "classes; default: the paper's that have labels").argParser(parse.parseNames),
  new Option('--encoders <E,E>', `encoders; in a table its rows: ${ROW_USAGE}; default: all`).argParser(
    parse.parseNames,
  ),
  new Option(
    '--radius <M,M>',
    "radius or radii, metres; default: the class's, or the terrain's finest",
  ).argParser(parse.parseMetres),
  new Option('--train-box <W,S,E,N>', 'where a table or a map trains').argParser(parse.parseBox),
  new Option('--test-box <W,S,E,N>', 'where a table or a map is tested').argParser(parse.parseBox),
  new Option('--train-size <N>', 'locations to train on, half positive; of the scale finder all').argParser(
    parse.parseWhole,
  ),
  new Option('--test-size <N>', 'locations to test on, half positive').argParser(parse.parseWhole),
  new Option('--seeds <N>', 'repetitions; default: 10').argParser(parse.parseWhole),
  new Option('--at <LON,LAT>', 'a place to reconstruct; may be given several times').argParser(
    (text, before?: LonLat[]) => parse.collectPlaces(text, before ?? []),
  ),
  new Option('--box <W,S,E,N>', 'part of the terrain; default: all of it').argParser(parse.parseBox),
  new Option('--polygon <LON,LAT,LON,LAT,…>', 'corners of what is mapped').argParser(parse.parsePolygon),
  new Option('--threshold <T>', 'least probability of what is mapped; default: 0.8').argParser(
    parse.parseShare,
  ),
  new Option('--one-way', 'of map quality: do not let the boxes change places'),
  new Option('--step <M>', 'metres between lattice cells; default: a quarter of the radius').argParser(
    parse.parseOneMetres,
  ),
  new Option('--tolerance <M>', 'metres within which a known place is found; default: the radius').argParser(
    parse.parseOneMetres,
  ),
  new Option('--least-elevation <M>', 'detections on lower ground are left out').argParser(
    parse.parseElevation,
  ),
  new Option(
    '--rivals <R,R>',
    `what is measured beside encoders: ${rival.options.join(', ')} or none; default: all`,
  ).argParser(parse.parseNames),
  new Option('--network-steps <N>', "steps of the network's training; default: 1500").argParser(
    parse.parseWhole,
  ),
  new Option('--draws <N>', 'repetitions of map quality; default: 5').argParser(parse.parseWhole),
  new Option('--given <F.json>', "a table's columns with their locations, in place of labels"),
  new Option('--out <folder>', 'write the report there'),
];

/** Runs an experiment of the paper on a project, which keeps its report. */
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
      `There is no experiment "${args[1] ?? ''}". There are ${EXPERIMENTS.join(', ')}.`,
    );
  }
  await open(workbench, args);
  const spec = await experimentSpecOf(workbench, experiment, options);
  const result = await workbench.run({ kind: 'experiment', spec });
  if (result.kind !== 'experiment') return;
  const { out } = options;
  const { experimentId } = result;
  const { experiments } = ask(workbench);
  const report = experimentReport.parse(await experiments.report({ experimentId }, never()));
  const files =
    out === undefined ? [] : await experiments.export({ experimentId, folder: resolve(out) }, never());
  output.result(report, [experimentText(report), ...files.map((path) => `Wrote ${path}.`)].join('\n'));
}
