import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { UserError } from '../../src/shared/errors';
import { serveFiles } from './fileWorker';
import { driveLabels } from './labelDriver';
import { serveDisk } from './onDisk';
import { Campaign } from './campaign';
import { parts, replay, runCampaign, type Part } from './runCampaign';
import { tallyHeading, tallyLine } from './tally';

/** Tries to break the program, and counts; docs/endurance.md says how. Subcommands are its own processes. */
const options = z.object({
  seed: z.number(),
  kills: z.number(),
  files: z.number(),
  disks: z.number(),
  minutes: z.number().optional(),
  jobs: z.number(),
  only: z.enum(parts).optional(),
  found: z.string().optional(),
  out: z.string().optional(),
  replay: z.string().optional(),
});

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('A whole number is wanted.');
  return count;
}

const counted = (flags: string, what: string): Option => new Option(flags, what).argParser(parseCount);

async function main(): Promise<void> {
  const program = new Command('endure')
    .description('Kills the program, fills its disk and harms its files, and counts what it loses.')
    .addOption(counted('--seed <N>', 'equal seeds draw equal cases').default(Date.now() % 1e9, 'drawn'))
    .addOption(counted('--kills <N>', 'processes to kill').default(200))
    .addOption(counted('--files <N>', 'files to change').default(20_000))
    .addOption(counted('--disks <N>', 'cases of a full or read-only disk').default(60))
    .addOption(counted('--minutes <M>', 'no case begins after it'))
    .addOption(counted('--jobs <N>', 'cases at the same time').default(cpus().length, 'one a core'))
    .addOption(new Option('--only <PART>', 'one part').choices(parts))
    .option('--found <FOLDER>', 'where inputs that showed a fault are kept; default: a new temporary folder')
    .option('--out <FILE>', 'write a report there, JSON')
    .option('--replay <FOLDER>', 'run a kept case again');
  const {
    only,
    found,
    out,
    replay: kept,
    minutes = Infinity,
    ...plan
  } = options.parse(program.parse().opts());
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-endure-'));
  const foundFolder = resolve(found ?? `${folder}-found`);
  const root = resolve(__dirname, '..', '..');
  const campaign = new Campaign({
    ...plan,
    minutes,
    ...{ folder, foundFolder, root, entry: join(__dirname, 'endure.js'), cli: join(__dirname, 'cli.js') },
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const from = Date.now();
  const tookMinutes = (): number => Math.round((Date.now() - from) / 6000) / 10;
  const machine = `${cpus()[0]?.model ?? 'CPU'}, ${cpus().length} threads, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const writeReport = (isWhole: boolean, skipped: readonly string[] = []): void => {
    const faults = campaign.found.list();
    const figures = { tookMinutes: tookMinutes(), isWhole, lines: campaign.lines(), faults, skipped };
    if (out !== undefined)
      writeFileSync(out, `${JSON.stringify({ machine, ...plan, ...figures }, null, 2)}\n`);
  };
  // A night that is ended early has its figures all the same.
  const everyMinute = setInterval(() => {
    const run = campaign.lines().reduce((sum, tally) => sum + tally.run, 0);
    process.stderr.write(`${run} cases, ${campaign.faults} faults after ${tookMinutes()} minutes\n`);
    writeReport(false);
  }, 60_000);
  try {
    if (kept !== undefined) {
      const verdict = await replay(campaign, resolve(kept));
      console.log(`${verdict.outcome}\n${verdict.detail}`);
      return;
    }
    console.log(`${machine}; Node ${process.versions.node}; seed ${plan.seed}`);
    const skipped = await runCampaign(campaign, only === undefined ? parts : ([only] satisfies Part[]));
    console.log(`\n${tallyHeading}`);
    for (const tally of campaign.lines()) console.log(tallyLine(tally));
    for (const reason of skipped) console.log(`Skipped: ${reason}`);
    for (const { kind, outcome, what, times, kept: folders } of campaign.found.list())
      console.log(`${times} x ${kind}: ${outcome}: ${what}\n  ${folders.join('\n  ')}`);
    console.log(`${campaign.faults} faults in ${tookMinutes()} minutes.`);
    writeReport(true, skipped);
    process.exitCode = campaign.faults > 0 ? 1 : 0;
  } finally {
    clearInterval(everyMinute);
    rmSync(folder, { recursive: true, force: true });
  }
}

const [, , role, first = '', second = '', third = ''] = process.argv;
if (role === 'file-worker') serveFiles(first, second);
else if (role === 'disk') void serveDisk(first);
else if (role === 'label') {
  driveLabels(first, Number(second), Number(third)).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  });
} else void main();
