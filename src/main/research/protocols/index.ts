import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { UserError } from '../../../shared/errors';
import { experimentText } from '../../cli/experimentText';
import { Output } from '../../cli/output';
import { ROW_USAGE } from '../../../shared/experiments/options/tableMethods';
import { parseNames, parseWhole } from '../../cli/values';
import { Workbench } from '../../cli/workbench';
import { measure, type Setting } from './measure';
import { columnsOf, protocols } from './protocolFile';
import { mapRuns } from './mapRuns';
import { paperRuns } from './paperRuns';
import { runOne } from './runs';
import { summaryOf, type Measured } from './summary';

/** Rows of the protocols by default: the paper's baselines, what needs no training, and what ships with the program. */
const ROWS = ['id:1', 'cnn', 'topo2vec-4:1', 'untrained', 'classical', 'polar:10', 'id:1+symmetries'];

/** The repository, as seen from the built command. */
const ROOT = resolve(__dirname, '..', '..');

const PROTOCOLS_PATH = resolve(ROOT, 'docs', 'experiments', 'protocols.json');

const runs = [...mapRuns, ...paperRuns];

/** Names of everything that can be run. */
const NAMES = [...protocols, ...runs].map(({ name }) => name);

/** The names that a name stands for. */
const namesOf = (name: string): string[] => (name === 'M' ? mapRuns.map((run) => run.name) : [name]);

/** What runs by default: all but what needs an encoder that does not ship. */
const USUAL = NAMES.filter((name) => name !== 'reconstruction-topo2vec-adv');

/** Runs experiments one after another and writes a report of each and a summary of the protocols. */
async function run(names: readonly string[], setting: Setting, command: string): Promise<void> {
  const unknown = names.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      'bad-input',
      `There is no experiment ${unknown.join(', ')}. Choose from: ${NAMES.join(', ')}.`,
    );
  }
  await mkdir(setting.out, { recursive: true });
  const output = new Output(false);
  const workbench = new Workbench(output, resolve(ROOT, 'resources'));
  try {
    const measured: Measured[] = [];
    for (const protocol of protocols.filter(({ name }) => names.includes(name))) {
      const columns = await columnsOf(protocol, PROTOCOLS_PATH);
      const { provenance, result } = await measure(workbench, protocol, columns, setting);
      if (result.experiment === 'table1' || result.experiment === 'table2') {
        measured.push({ protocol, provenance, result });
      }
    }
    if (measured.length > 0) {
      const summary = summaryOf(measured, command);
      const name = measured.map(({ protocol }) => protocol.name).join('-');
      await writeFile(join(setting.out, `${name}.md`), summary);
      output.result(measured, summary);
    }
    for (const one of runs.filter(({ name }) => names.includes(name))) {
      const report = await runOne(workbench, one, ROOT, setting);
      output.result(report, `${one.name}: ${one.about}\n${experimentText(report)}\n`);
    }
  } finally {
    await workbench.close();
  }
}

/** The command in a form for other machines: without this machine's folders. */
function typed(args: readonly string[]): string {
  const elsewhere = args.flatMap((arg, index) => {
    const option = args[index - 1];
    if (arg === '--out' || option === '--out') return [];
    if (option === '--data') return ['FOLDER'];
    if (option === '--encoders')
      return [
        parseNames(arg)
          .map((folder) => basename(folder))
          .join(),
      ];
    return [arg];
  });
  return ['npm run experiments --', ...elsewhere].join(' ');
}

new Command('experiments')
  .description(
    'Measures encoders on the protocols of docs/experiments, on exactly their locations and draws, makes maps by protocol M, ' +
      'and runs every experiment of the paper.',
  )
  .requiredOption(
    '--data <folder>',
    'holds davos_srtm1.tif, liechtenstein_srtm1.tif, N46E008.tif and N47E009.hgt',
  )
  .option('--out <folder>', 'where to write the reports', join('docs', 'experiments'))
  .option('--only <NAME,NAME>', `some of ${NAMES.join(', ')}; M: both of M`, parseNames, USUAL)
  .option(
    '--encoders <folder,folder>',
    'encoders to measure as well: card.json and weights.bin',
    parseNames,
    [],
  )
  .option('--rows <ROW,ROW>', `what the protocols measure: ${ROW_USAGE}`, parseNames, ROWS)
  .addOption(new Option('--seeds <N>', 'seeds, at most 10').argParser(parseWhole).default(10))
  .action((options: Setting & { only: string[] }) =>
    run(options.only.flatMap(namesOf), options, typed(process.argv.slice(2))),
  )
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof UserError) process.stderr.write(`${error.message}\n`);
    else console.error(error);
    process.exitCode = error instanceof UserError && error.code !== 'cancelled' ? 2 : 1;
  });
