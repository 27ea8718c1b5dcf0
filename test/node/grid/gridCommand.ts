import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { cli, commandEnv, runCommand } from '../cli/runCommand';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** Whether this Node runs grids; those that do not skip their tests. */
export const runsGrids = major > 22 || (major === 22 && minor >= 15);

const event = z.looseObject({
  event: z.string(),
  result: z.string().optional(),
  reason: z.string().optional(),
  metricsPort: z.number().optional(),
  column: z.number().optional(),
  row: z.number().optional(),
});
export type WorkerEvent = z.infer<typeof event>;

/** Runs a command of the grid to its end; fails the test where the command fails. @returns its result */
export async function gridCommand(folder: string, ...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCommand(folder, ...args, '--json');
  if (code !== 0) throw new Error(`topo2vec ${args.join(' ')} failed: ${stderr}`);
  return JSON.parse(stdout);
}

/** A worker that is a process of its own. */
export class WorkerProcess {
  /** Its log so far. */
  readonly events: WorkerEvent[] = [];
  /** What else it said. */
  said = '';
  readonly #child;
  #waiting: (() => void)[] = [];
  #hasEnded = false;

  /** @param prefix words that the command starts with, to run elsewhere */
  constructor(folder: string, prefix: readonly string[], address: string, ...args: string[]) {
    const [command, ...words] = [...prefix, process.execPath, cli, 'worker', address];
    this.#child = spawn(command, [...words, '--cores', '1', ...args], {
      env: commandEnv(folder),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    createInterface(this.#child.stderr).on('line', (line) => {
      if (line.startsWith('{')) this.events.push(event.parse(JSON.parse(line)));
      else this.said += `${line}\n`;
      this.#wake();
    });
    this.#child.once('close', () => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  /** Waits until the log says something; fails where the worker ends before. */
  async until(said: (events: readonly WorkerEvent[]) => boolean): Promise<void> {
    while (!said(this.events)) {
      if (this.#hasEnded) throw new Error(`The worker ended: ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. @returns its exit code; null where a signal ended it */
  async ended(): Promise<number | null> {
    if (!this.#hasEnded) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}

/** How the shards that a worker worked on ended. */
export const resultsOf = ({ events }: WorkerProcess): string[] =>
  events.flatMap(({ event: kind, result }) => (kind === 'shard' && result !== undefined ? [result] : []));
