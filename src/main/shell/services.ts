import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import { engineNews, type Grant, type ServiceMessage } from '../platform/parentPort';

/** glibc keeps freed memory for the next step instead of returning it: training is half as fast again. */
const COMPUTE_ENV = { MALLOC_TRIM_THRESHOLD_: '10000000000', MALLOC_MMAP_THRESHOLD_: '10000000000' };

/** Milliseconds that the engine gets to close the project before the program ends without it. */
const CLOSE_LIMIT_MS = 8_000;

/** A service that ends this often within a minute is not started again. */
const RESTARTS_PER_MINUTE = 5;

/** The engine's and compute's processes: forks them, joins them, and starts again what dies. */
export class Services {
  private engine: UtilityProcess | null = null;
  private compute: UtilityProcess | null = null;
  private closing = false;
  /** What every engine is told, by what it allows. */
  private readonly lasting = new Map<string, Grant>();
  /** Messages that the engine has not yet answered. */
  private readonly waiting = new Map<number, () => void>();
  private lastId = 0;
  private readonly restartsMs: number[] = [];

  /**
   * @param codeDir folder of the built entries
   * @param onEngineStarted called with every new engine, so that windows ask for a port to it
   * @param onProject told which project the engine has opened
   * @param onGivenUp called when a service dies again and again
   */
  constructor(
    private readonly codeDir: string,
    private readonly settingsPath: string,
    private readonly resourcesDir: string,
    private readonly onEngineStarted: () => void,
    private readonly onProject: (path: string) => void,
    private readonly onGivenUp: (service: string) => void,
  ) {
    this.startEngine();
    this.startCompute();
  }

  /** Lets windows do what their user allowed; resolves once the engine knows. What is for one save, no other engine learns. */
  async grant(grant: Grant): Promise<void> {
    if (grant.to !== 'save') this.lasting.set(`${grant.to} ${grant.what}`, grant);
    await this.askEngine((id) => ({ kind: 'grant', id, grant }));
  }

  /** A port to the engine, for a window. */
  windowPort(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.tellEngine({ kind: 'window' }, port1);
    return port2;
  }

  /** Ends all work, keeps what it has done, and stops both processes. */
  async close(): Promise<void> {
    this.closing = true;
    const closed = this.askEngine((id) => ({ kind: 'close', id }));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))]);
    this.engine?.kill();
    this.compute?.kill();
  }

  private startEngine(): void {
    const engine = utilityProcess.fork(
      join(this.codeDir, 'engine.js'),
      [this.settingsPath, this.resourcesDir],
      {
        serviceName: 'Topo2Vec engine',
      },
    );
    this.engine = engine;
    engine.on('message', (message: unknown) => {
      const news = engineNews.parse(message);
      if (news.kind === 'project') this.onProject(news.path);
      else this.settle(news.id);
    });
    engine.on('exit', () => {
      noteEnd('engine', engine);
      this.engine = null;
      for (const id of this.waiting.keys()) this.settle(id);
      if (!this.closing && this.mayRestart('engine')) this.startEngine();
    });
    for (const grant of this.lasting.values()) void this.grant(grant);
    this.join();
    this.onEngineStarted();
  }

  private startCompute(): void {
    const compute = utilityProcess.fork(join(this.codeDir, 'compute.js'), [], {
      serviceName: 'Topo2Vec compute',
      env: { ...process.env, ...COMPUTE_ENV },
    });
    this.compute = compute;
    // An exit that nobody asked for is a crash whatever its code: a process that a signal killed reports 0.
    compute.on('exit', () => {
      noteEnd('compute', compute);
      if (this.closing) return;
      this.compute = null;
      if (this.mayRestart('compute')) this.startCompute();
    });
    this.join();
  }

  /** Gives engine and compute the two ends of a new connection, once both are there. */
  private join(): void {
    if (this.engine === null || this.compute === null) return;
    const { port1, port2 } = new MessageChannelMain();
    this.tellEngine({ kind: 'compute' }, port1);
    const message: ServiceMessage = { kind: 'compute' };
    this.compute.postMessage(message, [port2]);
  }

  /** Sends the engine a message that it answers by `done`; resolves then, or when there is no such engine any more. */
  private askEngine(messageOf: (id: number) => ServiceMessage): Promise<void> {
    if (this.engine === null) return Promise.resolve();
    const id = ++this.lastId;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.tellEngine(messageOf(id));
    });
  }

  private settle(id: number): void {
    this.waiting.get(id)?.();
    this.waiting.delete(id);
  }

  private tellEngine(message: ServiceMessage, port?: MessagePortMain): void {
    this.engine?.postMessage(message, port === undefined ? [] : [port]);
  }

  private mayRestart(service: string): boolean {
    const now = Date.now();
    this.restartsMs.push(now);
    const recent = this.restartsMs.filter((ms) => now - ms < 60_000).length;
    if (recent <= RESTARTS_PER_MINUTE) return true;
    this.onGivenUp(service);
    return false;
  }
}

/** Why it ended, where it did not end by itself, comes as `child-process-gone`. */
const noteEnd = (service: string, { pid }: UtilityProcess): void => {
  console.error(`[shell] ${service}, process ${pid ?? 'unknown'}, ended.`);
};
