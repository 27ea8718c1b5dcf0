import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Campaign, Plan } from './campaign';
import { outcomes } from './tally';
import { undisturbedText, type Undisturbed } from './undisturbed';

/** What the process on the small disk reports of each case. */
export const diskLine = z.object({
  kind: z.string(),
  name: z.string(),
  scenario: z.string(),
  input: z.string(),
  verdict: z.object({
    outcome: z.enum(outcomes),
    detail: z.string(),
    residentBytes: z.number(),
    tookS: z.number(),
  }),
});

/** The task of the process on the small disk, in a file. */
export const diskTask = z.object({
  folder: z.string(),
  root: z.string(),
  entry: z.string(),
  cli: z.string(),
  seed: z.number(),
  disks: z.number(),
  untilMs: z.number().nullable(),
  undisturbed: undisturbedText,
});

/** The words that start a command with mounts of its own, which end with it; null where the system allows none. */
function ownMounts(): readonly string[] | null {
  for (const options of ['-m', '-rm'] as const) {
    const tried = spawnSync('unshare', [options, 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt'], {
      stdio: 'ignore',
    });
    if (tried.status === 0) return ['unshare', options];
  }
  return null;
}

/**
 * Fills a small disk to random levels and makes it read-only under the program, in a process with mounts of its own.
 * @returns why it could not be done; null where it was
 */
export async function endureDisks(
  campaign: Campaign,
  undisturbed: readonly Undisturbed[],
): Promise<string | null> {
  const own = ownMounts();
  if (own === null) return 'This system lets no process mount a disk of its own (unshare -m, unshare -rm).';
  const { plan, untilMs } = campaign;
  const task = join(plan.folder, 'disk.json');
  writeFileSync(task, JSON.stringify(taskOf(plan, untilMs, undisturbed)));
  const [command = '', ...options] = own;
  const child = spawn(command, [...options, process.execPath, plan.entry, 'disk', task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  for await (const line of createInterface({ input: child.stdout })) {
    const { kind, name, scenario, input, verdict } = diskLine.parse(JSON.parse(line));
    campaign.note(kind, name, verdict, { disk: scenario }, input);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`The process on the small disk ended with ${code ?? 'a signal'}.`);
  return null;
}

function taskOf(plan: Plan, untilMs: number, undisturbed: readonly Undisturbed[]): z.infer<typeof diskTask> {
  const { folder, root, entry, cli, seed, disks } = plan;
  return {
    ...{ folder, root, entry, cli, seed, disks },
    untilMs: Number.isFinite(untilMs) ? untilMs : null,
    undisturbed: undisturbed.map(({ scenario, ...rest }) => ({
      ...rest,
      scenario: scenario.name,
      result: [...rest.result],
      names: [...rest.names],
      kept: [...rest.kept],
    })),
  };
}
