import { fork, type ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Random } from '../../src/shared/statistics/random';
import type { Campaign } from './campaign';
import { fileKinds } from './fileKinds';
import type { FileCase } from './fileWorker';
import { residentBytesOf } from './residentBytes';
import { outcomes, RESIDENT_BYTES_MAX, SILENT_MS_MAX, type Verdict } from './tally';

const answer = z.union([
  z.object({
    verdict: z.object({
      outcome: z.enum(outcomes),
      detail: z.string(),
      residentBytes: z.number(),
      tookS: z.number(),
    }),
  }),
  z.object({ stray: z.string() }),
  z.object({ broken: z.string() }),
]);

/** A worker process and the case that it has now. */
class FileWorker {
  private child: ChildProcess | null = null;

  /** @param scratch a folder of its own */
  constructor(
    private readonly entry: string,
    private readonly seeds: string,
    readonly scratch: string,
  ) {}

  /** Runs a case; whatever happens to the process is the verdict. */
  async run(fileCase: FileCase): Promise<Verdict> {
    this.child ??= this.start();
    const verdict = await this.ask(this.child, fileCase);
    // The peak memory of a process never falls: measuring the next case needs a new process.
    if (verdict.residentBytes > RESIDENT_BYTES_MAX) await this.stop();
    return verdict;
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    const { child } = this;
    this.child = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  }

  private start(): ChildProcess {
    return fork(this.entry, ['file-worker', this.seeds, this.scratch], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: [],
    });
  }

  private ask(child: ChildProcess, fileCase: FileCase): Promise<Verdict> {
    const from = performance.now();
    return new Promise((done, reject) => {
      const end = (verdict: Pick<Verdict, 'outcome' | 'detail'> & Partial<Verdict>): void => {
        clearTimeout(watchdog);
        child.off('message', onMessage).off('exit', onExit);
        done({ residentBytes: 0, tookS: (performance.now() - from) / 1000, ...verdict });
      };
      const onMessage = (message: unknown): void => {
        const said = answer.parse(message);
        if ('verdict' in said) {
          end(said.verdict);
          return;
        }
        if ('broken' in said) {
          reject(new Error(`The campaign itself is broken: ${said.broken}`));
          return;
        }
        this.child = null;
        end({ outcome: 'crashed', detail: `Thrown beside the answer: ${said.stray}` });
      };
      const onExit = (code: number | null, signal: string | null): void => {
        this.child = null;
        end({ outcome: 'crashed', detail: `The process ended with ${signal ?? `the code ${code ?? ''}`}.` });
      };
      const watchdog = setTimeout(() => {
        const residentBytes = residentBytesOf(child.pid ?? 0);
        void this.stop().then(() => {
          end({ outcome: 'hung', detail: `No answer within ${SILENT_MS_MAX / 1000} s.`, residentBytes });
        });
        child.off('exit', onExit);
      }, SILENT_MS_MAX);
      child.on('message', onMessage).on('exit', onExit);
      child.send(fileCase);
    });
  }
}

/** Kinds of files, each as often as it weighs. */
const drawn = fileKinds.flatMap(({ name, weight }) => Array.from({ length: weight }, () => name));

/**
 * Changes files of every kind and has them read, in as many processes as there are jobs.
 * @param seeds as writeFileSeeds makes them
 */
export async function endureFiles(campaign: Campaign, seeds: string): Promise<void> {
  await readSeeds(campaign, seeds);
  const random = new Random(campaign.plan.seed);
  let left = campaign.plan.files;
  const work = async (job: number): Promise<void> => {
    const worker = new FileWorker(
      campaign.plan.entry,
      seeds,
      join(campaign.plan.folder, `file-worker-${job}`),
    );
    while (left > 0 && !campaign.isOver()) {
      left -= 1;
      const kind = drawn[random.nextInt(drawn.length)] ?? '';
      const seed = random.nextUint32();
      const verdict = await worker.run({ kind, seed, input: null });
      campaign.note(
        `file ${kind}`,
        `file-${kind}-${seed}`,
        verdict,
        { file: kind },
        join(worker.scratch, 'case'),
      );
    }
    await worker.stop();
  };
  await Promise.all(Array.from({ length: campaign.plan.jobs }, (_, job) => work(job)));
}

/** Reads the sound files first: refusing one is a fault, and mutating it would test nothing. */
async function readSeeds(campaign: Campaign, seeds: string): Promise<void> {
  const worker = new FileWorker(campaign.plan.entry, seeds, join(campaign.plan.folder, 'file-worker-seeds'));
  for (const { name: kind } of fileKinds) {
    for (const seed of readdirSync(join(seeds, kind))) {
      const input = join(seeds, kind, seed);
      const verdict = await worker.run({ kind, seed: 0, input });
      // Some GeoTIFF fixtures are meant to be refused.
      const refused = verdict.outcome === 'refused' && kind !== 'geotiff';
      const judged = refused ? { ...verdict, outcome: 'misled' as const } : verdict;
      campaign.note('file as it was', `file-${kind}-${seed}`, judged, { file: kind }, input);
    }
  }
  await worker.stop();
}

/** Reads a kept file again. */
export async function replayFile(
  campaign: Campaign,
  kind: string,
  input: string,
  seeds: string,
): Promise<Verdict> {
  const worker = new FileWorker(campaign.plan.entry, seeds, join(campaign.plan.folder, 'file-worker-replay'));
  const verdict = await worker.run({ kind, seed: 0, input });
  await worker.stop();
  return verdict;
}
