import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { Settings } from '../../shared/contract/settings';
import { logLine } from '../platform/processLog';
import { engineNews, isOnce, type Grant, type ServiceMessage } from '../platform/parentPort';

/** Makes glibc keep freed memory for the next step instead of returning it: training is 1.5 times as fast. */
const COMPUTE_ENV = { MALLOC_TRIM_THRESHOLD_: '10000000000', MALLOC_MMAP_THRESHOLD_: '10000000000' };

/** Milliseconds that the engine has to close the project before it is killed. */
const CLOSE_LIMIT_MS = 8_000;

/** A service that ends more often within a minute is not restarted. */
const RESTARTS_PER_MINUTE = 5;

/** What the services run, and who is told of them. */
interface ServicesOptions {
  /** Folder of the built entries. */
  readonly codeDir: string;
  readonly settingsPath: string;
  readonly resourcesDir: string;
  /** Called for every new engine, so that windows request a port to it. */
  readonly onEngineStarted: () => void;
  /** Called with the path of the project that the engine has opened. */
  readonly onProject: (path: string) => void;
  /** Called with the settings after each change. */
  readonly onSettings: (settings: Settings) => void;
  /** Called when a service dies again and again. */
  readonly onGivenUp: (service: string) => void;
}

/** The processes of engine and compute: forks them, connects them, and restarts what dies. */
export class Services {
  private engine: UtilityProcess | null = null;
  private compute: UtilityProcess | null = null;
  /** Only projects of grids need it. */
  private grid: UtilityProcess | null = null;
  private closing = false;
  /** Grants that every new engine gets, by what they allow. */
  private readonly lasting = new Map<string, Grant>();
  /** Messages that the engine has not yet answered. */
  private readonly waiting = new Map<number, () => void>();
  private lastId = 0;
  private readonly restartsMs: number[] = [];

  constructor(private readonly options: ServicesOptions) {
    this.startEngine();
    this.startCompute();
  }

  /**
   * Gives the engine a user's grant; resolves once it has it. A grant for one use is not repeated to a restarted engine.
   * @returns what was granted
   */
  async grant(to: Grant['to'], what: string): Promise<string> {
    if (!isOnce(to)) this.lasting.set(keyOf({ to, what }), { to, what });
    await this.sendGrant({ to, what });
    return what;
  }

  /** Whether the user granted this, for good, since the program was started. */
  holds(to: Grant['to'], what: string): boolean {
    return this.lasting.has(keyOf({ to, what }));
  }

  /** A port to the engine, for a window. */
  windowPort(): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.tellEngine({ kind: 'window' }, port1);
    return port2;
  }

  /** Stops all work, keeping its results, and ends the processes. */
  async close(): Promise<void> {
    this.closing = true;
    const closed = this.askEngine((id) => ({ kind: 'close', id }));
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))]);
    this.engine?.kill();
    this.compute?.kill();
    this.grid?.kill();
  }

  /** @param lastPid process id of the one that it replaces */
  private startEngine(lastPid?: number): void {
    const { codeDir, settingsPath, resourcesDir, onProject, onSettings, onEngineStarted } = this.options;
    const engine = utilityProcess.fork(join(codeDir, 'engine.js'), [settingsPath, resourcesDir], {
      serviceName: 'Topo2Vec engine',
    });
    this.engine = engine;
    noteRestart('engine', engine, lastPid);
    engine.on('message', (message: unknown) => {
      const news = engineNews.parse(message);
      if (news.kind === 'project') onProject(news.path);
      else if (news.kind === 'settings') onSettings(news.settings);
      else if (news.kind === 'need-grid') this.joinGrid();
      else this.settle(news.id);
    });
    engine.on('exit', () => {
      const { pid } = engine;
      this.noteEnd('engine', pid);
      this.engine = null;
      for (const id of this.waiting.keys()) this.settle(id);
      if (!this.closing && this.mayRestart('engine')) this.startEngine(pid);
    });
    for (const grant of this.lasting.values()) void this.sendGrant(grant);
    this.joinCompute(this.engine);
    onEngineStarted();
  }

  /** @param lastPid as for the engine */
  private startCompute(lastPid?: number): void {
    const compute = utilityProcess.fork(join(this.options.codeDir, 'compute.js'), [], {
      serviceName: 'Topo2Vec compute',
      env: { ...process.env, ...COMPUTE_ENV },
    });
    this.compute = compute;
    noteRestart('compute', compute, lastPid);
    // An unrequested exit is a crash whatever its code: a process killed by a signal reports 0.
    compute.on('exit', () => {
      const { pid } = compute;
      this.noteEnd('compute', pid);
      if (this.closing) return;
      this.compute = null;
      if (this.mayRestart('compute')) this.startCompute(pid);
    });
    this.joinCompute(this.engine);
    this.joinCompute(this.grid);
  }

  /** Connects a service to compute by a new channel, once both are running. */
  private joinCompute(service: UtilityProcess | null): void {
    if (service === null || this.compute === null) return;
    const { port1, port2 } = new MessageChannelMain();
    const message: ServiceMessage = { kind: 'compute' };
    service.postMessage(message, [port1]);
    this.compute.postMessage(message, [port2]);
  }

  /** Connects the engine to the process of grids, which is started if it is not there. */
  private joinGrid(): void {
    if (this.grid === null) {
      this.grid = this.startGrid();
      this.joinCompute(this.grid);
    }
    const { port1, port2 } = new MessageChannelMain();
    this.tellEngine({ kind: 'grid' }, port1);
    const message: ServiceMessage = { kind: 'grid' };
    this.grid.postMessage(message, [port2]);
  }

  private startGrid(): UtilityProcess {
    const grid = utilityProcess.fork(join(this.options.codeDir, 'grid.js'), [], {
      serviceName: 'Topo2Vec grid',
    });
    grid.on('exit', () => {
      this.noteEnd('grid', grid.pid);
      // The engine asks again.
      this.grid = null;
    });
    return grid;
  }

  private sendGrant(grant: Grant): Promise<void> {
    return this.askEngine((id) => ({ kind: 'grant', id, grant }));
  }

  /** Sends the engine a message that it answers with `done`; resolves then, or when that engine has ended. */
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

  /** Logs the end of a service; the reason of a crash is reported by `child-process-gone`. */
  private noteEnd(service: string, pid: number | undefined): void {
    logLine('shell', nameOf(service, pid), this.closing ? 'ended with the program' : 'ended unasked');
  }

  private mayRestart(service: string): boolean {
    const now = Date.now();
    this.restartsMs.push(now);
    const recent = this.restartsMs.filter((ms) => now - ms < 60_000).length;
    if (recent <= RESTARTS_PER_MINUTE) return true;
    this.options.onGivenUp(service);
    return false;
  }
}

const keyOf = ({ to, what }: Grant): string => `${to} ${what}`;

/** Logs that a service was started again. @param lastPid process id of the one before it; undefined: there was none */
const noteRestart = (service: string, started: UtilityProcess, lastPid: number | undefined): void => {
  if (lastPid === undefined) return;
  started.once('spawn', () => {
    logLine('shell', nameOf(service, started.pid), `started in place of process ${lastPid}`);
  });
};

const nameOf = (service: string, pid: number | undefined): string =>
  `${service}, process ${pid ?? 'unknown'}`;
