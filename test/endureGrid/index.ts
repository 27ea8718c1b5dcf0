import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { Random } from '../../src/shared/statistics/random';
import { GridServer, manifestOf } from '../node/grid/gridServer';
import { Disk } from './disk';
import { Hosts, SERVER } from './hosts';
import { queued, runRound } from './round';
import { troubles, type Trouble } from './troubles';

/** Room for the shards of a round, and for what workers write beside them. */
const DISK_BYTES = 512 * 2 ** 20;

const HOSTS = 3;

/** Troubles of a round; the work is over before where there are fewer shards. */
const OF_A_ROUND = 25;

const options = z.object({ seed: z.number(), times: z.number(), out: z.string().optional() });

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError('A whole number is wanted.');
  return count;
}

const counted = (flags: string, what: string): Option => new Option(flags, what).argParser(parseCount);

/** Troubles the workers of a grid, and counts what is lost or doubled; docs/endurance.md says how. */
async function main(): Promise<void> {
  const program = new Command('endure:grid')
    .description(
      'Kills, stops and cuts off workers on three hosts, fills their disk, and counts what is lost or doubled.',
    )
    .addOption(counted('--seed <N>', 'equal seeds draw equal troubles').default(Date.now() % 1e9, 'drawn'))
    .addOption(counted('--times <N>', 'how often something happens').default(100))
    .option('--out <FILE>', 'write a report there, JSON');
  const { seed, times, out } = options.parse(program.parse().opts());
  const folder = mkdtempSync(join(tmpdir(), 'topo2vec-endure-grid-'));
  const dtm = resolve('resources', 'sample', 'liechtenstein_srtm1.tif');
  const disk = new Disk(join(folder, 'disk'), DISK_BYTES);
  const hosts = new Hosts(HOSTS);
  const server = await GridServer.start(disk.folder, [dtm], SERVER);
  const from = Date.now();
  const machine = `${cpus()[0]?.model ?? 'CPU'}, ${cpus().length} threads, ${Math.round(totalmem() / 2 ** 30)} GB`;
  console.log(`${machine}; Node ${process.versions.node}; seed ${seed}`);
  const total: Partial<Record<Trouble, number>> = {};
  const faults: string[] = [];
  let [shards, twins, rounds] = [0, 0, 0];
  try {
    const ground = { server, hosts, disk, dtm: basename(dtm), random: new Random(seed) };
    const alone = await queued(ground, 'alone');
    if ((await server.startWorker(alone.address, '--until-done').ended()) !== 0)
      throw new Error('The worker alone failed.');
    const expected = await manifestOf(alone.database);
    console.log(`${expected.length} shards by one worker alone.`);
    for (let left = times; left > 0; rounds++) {
      const result = await runRound(ground, `round_${rounds}`, expected, Math.min(left, OF_A_ROUND));
      for (const trouble of troubles) {
        const count = result.troubles[trouble] ?? 0;
        total[trouble] = (total[trouble] ?? 0) + count;
        left -= count;
      }
      shards += result.shards;
      twins += result.twins;
      faults.push(...result.faults.map((fault) => `Round ${rounds}: ${fault}`));
      const said = troubles.map((trouble) => `${result.troubles[trouble] ?? 0} ${trouble}`).join(', ');
      console.log(`Round ${rounds}: ${said}; ${result.twins} twins, ${result.faults.length} faults`);
      rmSync(join(disk.folder, `round_${rounds}`), { recursive: true, force: true });
    }
    const tookMinutes = Math.round((Date.now() - from) / 6000) / 10;
    for (const fault of faults) console.log(fault);
    console.log(
      `${troubles.map((trouble) => `${total[trouble] ?? 0} ${trouble}`).join(', ')}; ${rounds} rounds, ${shards} shards, ` +
        `${twins} stored twice and entered once; ${faults.length} faults in ${tookMinutes} minutes.`,
    );
    if (out !== undefined)
      writeFileSync(
        out,
        `${JSON.stringify({ machine, seed, times, tookMinutes, rounds, shards, twins, troubles: total, faults }, null, 2)}\n`,
      );
    process.exitCode = faults.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
    hosts.remove();
    disk.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
