import { join } from 'node:path';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import type { ServiceMessage } from '../parentPort';

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
  private readonly granted = new Set<string>();
  private readonly restartsMs: number[] = [];

  /**
   * @param codeDir folder of the built entries
   * @param onEngineStarted called with every new engine, so that windows ask for a port to it
   * @param onGivenUp called when a service dies again and again
   */
  constructor(
    private readonly codeDir: string,
    private readonly settingsPath: string,
    private readonly resourcesDir: string,
    private readonly onEngineStarted: () => void,
    private readonly onGivenUp: (service: string) => void,
  ) {
    this.startEngine();
    this.startCompute();
  }

  /** Lets windows use a path that its user chose. */
  grant(path: string): void {
    this.granted.add(path);
    this.tellEngine({ kind: 'grant', path });
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
    const { engine } = this;
    if (engine !== null) {
      const closed = new Promise<void>((resolve) => {
        engine.once('message', () => {
          resolve();
        });
        engine.once('exit', () => {
          resolve();
        });
        setTimeout(resolve, CLOSE_LIMIT_MS);
      });
      this.tellEngine({ kind: 'close' });
      await closed;
    }
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
    engine.on('exit', () => {
      if (this.closing) return;
      this.engine = null;
      if (this.mayRestart('engine')) this.startEngine();
    });
    for (const path of this.granted) this.tellEngine({ kind: 'grant', path });
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
