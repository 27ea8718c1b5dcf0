import type { Random } from '../../src/shared/statistics/random';
import type { TestGrid } from '../node/grid/gridServer';
import type { GridServer } from '../node/grid/gridServer';
import type { WorkerProcess } from '../node/grid/gridCommand';
import type { Disk } from './disk';
import type { Host } from './hosts';

/** What happens to a host, or to the disk of all. */
export const troubles = ['killed', 'stopped', 'cut off', 'told to stop', 'disk filled'] as const;
export type Trouble = (typeof troubles)[number];

/** Share of the troubles that befall a host; the disk is filled for the rest. */
const OF_HOSTS = 0.9;

/** A worker that runs again whenever it ends. */
export class HostedWorker {
  /** Workers that ran there, the last one first. */
  ran: readonly WorkerProcess[] = [];
  /** What was wrong with the end of a worker that was told to stop. */
  readonly faults: string[] = [];
  #isBusy = false;

  constructor(
    private readonly server: GridServer,
    private readonly grid: TestGrid,
    private readonly host: Host,
  ) {
    this.#start();
  }

  /** Whether something happens to it now. */
  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** @param seconds how long it is stopped or cut off */
  async suffer(trouble: Exclude<Trouble, 'disk filled'>, seconds: number): Promise<void> {
    const [worker] = this.ran;
    if (worker === undefined) throw new Error('No worker runs.');
    this.#isBusy = true;
    if (trouble === 'killed') {
      worker.signal('SIGKILL');
      await worker.ended();
      this.#start();
    } else if (trouble === 'told to stop') {
      await this.tellToStop(worker);
      this.#start();
    } else if (trouble === 'stopped') {
      worker.signal('SIGSTOP');
      await later(seconds);
      worker.signal('SIGCONT');
    } else {
      this.host.cutOff();
      await later(seconds);
      this.host.reconnect();
    }
    this.#isBusy = false;
  }

  /** Tells a worker to stop; what is wrong with its end is a fault. */
  async tellToStop(worker = this.ran[0]): Promise<void> {
    worker?.signal('SIGTERM');
    const code = await Promise.race([worker?.ended(), later(STOPS_S)]);
    if (code === 0) return;
    const last = JSON.stringify(worker?.events.slice(-2) ?? []);
    this.faults.push(
      `A worker that was told to stop ended with ${code ?? `nothing in ${STOPS_S} s`}, after ${last}: ${worker?.said ?? ''}`,
    );
    worker?.signal('SIGKILL');
  }

  #start(): void {
    this.ran = [this.server.startWorkerIn(this.host.prefix, this.grid.address), ...this.ran];
  }
}

/** How long a worker that is told to stop may take, seconds. */
const STOPS_S = 30;

export const later = (seconds: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(resolve, 1000 * seconds, undefined));

/** What happens next, and how long it lasts, seconds; at most one and a half leases. */
export function drawTrouble(random: Random, leaseS: number): { trouble: Trouble; seconds: number } {
  const [ofDisk = 'disk filled'] = troubles.slice(-1);
  const ofHosts = troubles.slice(0, -1);
  const trouble =
    random.nextFloat() < OF_HOSTS ? (ofHosts[random.nextInt(ofHosts.length)] ?? ofDisk) : ofDisk;
  return { trouble, seconds: 1.5 * leaseS * random.nextFloat() };
}

/** Fills the disk for a while. */
export async function fillFor(disk: Disk, seconds: number): Promise<void> {
  disk.fill();
  await later(seconds);
  disk.free();
}
