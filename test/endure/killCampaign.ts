import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/shared/statistics/random';
import { inputsIn, type Bases } from './bases';
import type { Campaign } from './campaign';
import { runJob } from './commands';
import { RESIDENT_BYTES_MAX, type Verdict } from './tally';
import { judgeDisturbed, type Undisturbed } from './undisturbed';

/** The share of kills aimed at the end of the work, where it is committed and renamed. */
const LATE_SHARE = 0.25;

/** Kills scenarios at random instants and judges what is left, several at a time. */
export async function endureKills(
  campaign: Campaign,
  bases: Bases,
  undisturbed: readonly Undisturbed[],
): Promise<void> {
  const random = new Random(campaign.plan.seed ^ 0x6b696c6c);
  let left = campaign.plan.kills;
  const work = async (job: number): Promise<void> => {
    const folder = join(campaign.plan.folder, `kill-${job}`);
    const asKilled = join(campaign.plan.folder, `killed-${job}`);
    while (left > 0 && !campaign.isOver()) {
      left -= 1;
      const one = undisturbed[left % undisturbed.length];
      if (one === undefined) throw new RangeError('There is no scenario.');
      const late = random.nextFloat() < LATE_SHARE;
      const share = late ? 0.9 + 0.2 * random.nextFloat() : random.nextFloat();
      const afterMs = Math.round(share * one.usualS * 1000);
      for (const path of [folder, asKilled]) rmSync(path, { recursive: true, force: true });
      await bases.copy(one.scenario.base, folder);
      const verdict = await killOnce(campaign, one, folder, asKilled, afterMs);
      const { name } = one.scenario;
      campaign.note(`kill ${name}`, `kill-${name}-${left}`, verdict, { kill: name, afterMs }, asKilled);
    }
  };
  await Promise.all(Array.from({ length: campaign.plan.jobs }, (_, job) => work(job)));
}

async function killOnce(
  campaign: Campaign,
  one: Undisturbed,
  folder: string,
  asKilled: string,
  afterMs: number,
): Promise<Verdict> {
  const from = performance.now();
  const ended = await runJob(
    campaign.plan,
    one.scenario.job(folder, inputsIn(folder)),
    folder,
    afterMs,
    one.usualS,
  );
  cpSync(folder, asKilled, { recursive: true });
  writeFileSync(join(asKilled, OUTPUT), ended.stdout);
  const found = await judgeDisturbed(campaign, one, folder, ended);
  const { residentBytes } = ended;
  const tookS = (performance.now() - from) / 1000;
  if (found.outcome !== 'fine') return { ...found, residentBytes, tookS };
  if (residentBytes > RESIDENT_BYTES_MAX)
    return { outcome: 'too large', detail: `It held ${residentBytes} bytes.`, residentBytes, tookS };
  return { outcome: ended.signal === null ? 'early' : 'fine', detail: '', residentBytes, tookS };
}

/** Where the output of a killed process lies in a kept folder. */
const OUTPUT = 'stdout.txt';

/** Judges a kept folder again: a project as a kill or a full disk left it. */
export async function replayDisturbed(campaign: Campaign, one: Undisturbed, input: string): Promise<Verdict> {
  const folder = join(campaign.plan.folder, 'replay');
  cpSync(input, folder, { recursive: true });
  const stdout = existsSync(join(folder, OUTPUT)) ? readFileSync(join(folder, OUTPUT), 'utf8') : '';
  rmSync(join(folder, OUTPUT), { force: true });
  const ended = { code: null, signal: 'SIGKILL', stdout, stderr: '', hung: false } as const;
  const none = { residentBytes: 0, tookS: 0 };
  return { ...(await judgeDisturbed(campaign, one, folder, { ...ended, ...none })), ...none };
}
