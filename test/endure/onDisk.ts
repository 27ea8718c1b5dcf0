import { execFileSync } from 'node:child_process';
import { closeSync, cpSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../src/shared/statistics/random';
import { Bases, inputsIn } from './bases';
import { Campaign } from './campaign';
import { lastLine, runJob, showsBug, type Ended } from './commands';
import { diskLine, diskTask } from './diskCampaign';
import { isFault, type Verdict } from './tally';
import { judgeDisturbed, parseUndisturbed, type Undisturbed } from './undisturbed';

/** The size of the disk; every base and its result fit. */
const DISK_BYTES = 96 * 2 ** 20;

/** What must be reported of a full disk, and of a read-only one. */
const reasons = {
  full: /\bfull\b|\bspace\b/i,
  'read-only': /read-only|cannot be written|may not be written/i,
};
type Trouble = keyof typeof reasons;

/** Runs the cases of a task on a small disk that this process mounts, and writes one line of JSON a case. */
export async function serveDisk(taskPath: string): Promise<void> {
  const task = diskTask.parse(JSON.parse(readFileSync(taskPath, 'utf8')));
  const disk = join(task.folder, 'disk');
  mkdirSync(disk, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'topo2vec-endure', disk]);
  const plan = {
    ...task,
    kills: 0,
    files: 0,
    minutes: Infinity,
    jobs: 1,
    foundFolder: '',
    say: () => undefined,
  };
  const campaign = new Campaign(plan);
  const bases = new Bases(plan);
  const undisturbed = parseUndisturbed(task.undisturbed);
  const random = new Random(task.seed ^ 0x6469736b);
  for (let index = 0; index < task.disks; index++) {
    if (task.untilMs !== null && Date.now() > task.untilMs) break;
    const one = undisturbed[index % undisturbed.length];
    if (one === undefined) throw new RangeError('There is no scenario.');
    const trouble = random.nextInt(4) === 0 ? 'read-only' : 'full';
    const folder = join(disk, 'case');
    for (const name of ['case', 'filler']) rmSync(join(disk, name), { recursive: true, force: true });
    await bases.copy(one.scenario.base, folder);
    // 0 bytes, 10 kB, 100 kB and 10 MB equally often: what matters is where in the work the space runs out.
    const freeBytes = Math.round(random.nextInt(8) === 0 ? 0 : 4096 * 2 ** (13 * random.nextFloat()));
    const input = join(task.folder, `disk-input-${index}`);
    const verdict = await runCase(campaign, one, folder, { trouble, freeBytes, disk, input });
    const { name } = one.scenario;
    const line = diskLine.parse({
      kind: `${trouble} disk`,
      name: `disk-${trouble}-${name}-${index}`,
      scenario: name,
      input,
      verdict: {
        ...verdict,
        detail: verdict.detail === '' ? '' : `${name}, ${freeBytes} bytes free: ${verdict.detail}`,
      },
    });
    process.stdout.write(`${JSON.stringify(line)}\n`);
    if (!isFault(verdict)) rmSync(input, { recursive: true, force: true });
  }
}

async function runCase(
  campaign: Campaign,
  one: Undisturbed,
  folder: string,
  how: { trouble: Trouble; freeBytes: number; disk: string; input: string },
): Promise<Verdict> {
  const { trouble, freeBytes, disk, input } = how;
  if (trouble === 'full') fill(disk, freeBytes);
  else execFileSync('mount', ['-o', 'remount,ro', disk]);
  const job = one.scenario.job(folder, inputsIn(folder));
  const ended = await runJob(
    campaign.plan,
    job,
    join(campaign.plan.folder, 'disk-settings'),
    null,
    one.usualS,
  );
  if (trouble === 'full') rmSync(join(disk, 'filler'));
  else execFileSync('mount', ['-o', 'remount,rw', disk]);
  cpSync(folder, input, { recursive: true });
  const figures = { residentBytes: ended.residentBytes, tookS: ended.tookS };
  const said = judgeMessage(ended, trouble);
  if (isFault(said)) return { ...said, ...figures };
  const after = await judgeDisturbed(campaign, one, folder, ended);
  return { ...(after.outcome === 'fine' ? said : after), ...figures };
}

/** A command may succeed or refuse, in words that name the problem with the disk. */
function judgeMessage(ended: Ended, trouble: Trouble): Pick<Verdict, 'outcome' | 'detail'> {
  if (ended.hung) return { outcome: 'hung', detail: lastLine(ended) };
  if (showsBug(ended)) return { outcome: 'crashed', detail: ended.stderr.trim().slice(-1500) };
  if (ended.code === 0) return { outcome: 'fine', detail: '' };
  return reasons[trouble].test(lastLine(ended))
    ? { outcome: 'refused', detail: '' }
    : { outcome: 'misled', detail: lastLine(ended) };
}

/** Fills a disk with a file until so many bytes are free. */
function fill(disk: string, freeBytes: number): void {
  const file = openSync(join(disk, 'filler'), 'w');
  const { bavail, bsize } = statfsSync(disk);
  let bytes = Math.max(0, bavail * bsize - freeBytes);
  const part = Buffer.alloc(2 ** 20);
  while (bytes > 0) bytes -= writeSync(file, part, 0, Math.min(bytes, part.length));
  closeSync(file);
}
