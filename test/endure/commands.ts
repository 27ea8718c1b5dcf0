import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from './campaign';
import { residentBytesOf } from './residentBytes';
import { SILENT_MS_MAX } from './tally';

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly residentBytes: number;
  readonly tookS: number;
  /** Whether it was ended because it took too long. */
  readonly hung: boolean;
}

/** A process of the program. */
export interface Job {
  readonly program: 'cli' | 'label';
  readonly args: readonly string[];
}

/** How often the memory of a process is looked at, milliseconds. */
const LOOK_MS = 100;

/**
 * Runs a process in a group of its own to its end, or kills the whole group after a time.
 * @param folder for its settings
 * @param killAfterMs null: let it end
 * @param usualS how long it usually takes, seconds: that and 20 s more is a hang
 */
export function runJob(
  plan: Pick<Plan, 'cli' | 'entry'>,
  { program, args }: Job,
  folder: string,
  killAfterMs: number | null,
  usualS: number,
): Promise<Ended> {
  const settings = join(folder, 'config');
  mkdirSync(settings, { recursive: true });
  const command = program === 'cli' ? [plan.cli, ...args] : [plan.entry, 'label', ...args];
  const env = { ...process.env, XDG_CONFIG_HOME: settings, TF_CPP_MIN_LOG_LEVEL: '2' };
  return new Promise((done, reject) => {
    const from = performance.now();
    const child = spawn(process.execPath, command, {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr, residentBytes, hung] = ['', '', 0, false];
    const kill = (): void => {
      // The group may be gone already.
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        child.kill('SIGKILL');
      }
    };
    const look = setInterval(() => {
      residentBytes = Math.max(residentBytes, residentBytesOf(child.pid ?? 0));
    }, LOOK_MS);
    const killer = killAfterMs === null ? undefined : setTimeout(kill, killAfterMs);
    const watchdog = setTimeout(
      () => {
        hung = true;
        kill();
      },
      SILENT_MS_MAX + 4000 * usualS,
    );
    const stop = (): void => {
      clearInterval(look);
      clearTimeout(killer);
      clearTimeout(watchdog);
    };
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
    child.on('error', (error) => {
      stop();
      reject(error);
    });
    child.on('close', (code, signal) => {
      stop();
      done({ code, signal, stdout, stderr, residentBytes, tookS: (performance.now() - from) / 1000, hung });
    });
  });
}

/** Runs a process that must do its work. @throws Error with what it wrote */
export async function mustRun(plan: Pick<Plan, 'cli' | 'entry'>, job: Job, folder: string): Promise<Ended> {
  const ended = await runJob(plan, job, folder, null, 60);
  if (ended.code !== 0)
    throw new Error(`${job.args.join(' ')} ended with ${ended.code ?? ''}: ${ended.stderr}`);
  return ended;
}

/** Whether a process wrote a stack trace or ended in a way that bad input does not explain: signs of a bug. */
export const showsBug = ({ code, signal, stderr }: Ended): boolean =>
  signal !== null || /\n\s+at .+:\d+:\d+/.test(stderr) || (code !== 0 && code !== 2);

/** The last line that a process wrote about itself. */
export const lastLine = ({ stderr }: Ended): string => stderr.trim().split('\n').at(-1) ?? '';
