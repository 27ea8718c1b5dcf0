import { Changes } from '../../../shared/changes';
import type { gridContract, GridAccess, GridState } from '../../../shared/contract/grid';
import type { GridPlaces } from '../../../shared/contract/gridSearch';
import type { Topic } from '../../../shared/contract/project';
import { throwIfAborted, UserError } from '../../../shared/errors';
import type { Client } from '../../../shared/rpc/contract';
import type { OpenProject } from '../project/openProject';
import type { KnownGrid } from './knownGrids';
import { synchronise } from './sync';

/** The process that knows PostgreSQL. */
export type GridClient = Client<typeof gridContract>;

/** A grid that is reached, and where this computer has its data. */
export interface ConnectedGrid {
  readonly client: GridClient;
  readonly places: GridPlaces;
}

/** Pauses before the grid is tried again, ms: doubled up to the longest. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** What is shared with the grid. */
const shared: ReadonlySet<Topic> = new Set(['classes', 'areas', 'labels', 'grid-verdicts']);

/** Keeps an open project the same as its grid, as both change. */
export class LiveSync {
  #state: GridState = { state: 'none', grid: null, address: null, reason: null };
  readonly #changes = new Changes<null>();
  readonly #wake = new Changes<null>();
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #access: GridAccess | null = null;
  #connected: { readonly client: GridClient; readonly signal: AbortSignal } | null = null;
  /** Of the connection, also while it is made. */
  #end = new AbortController();
  #isPaused = false;
  #pauseMs = FIRST_PAUSE_MS;

  /**
   * @param gridId of the grid that the project is linked to; null: of none
   * @param client gives the process that knows PostgreSQL
   */
  constructor(
    private readonly project: OpenProject,
    private readonly gridId: string | null,
    private readonly client: () => Promise<GridClient>,
    /** Where this computer has the data of the grid; null where nobody said it. */
    private readonly known: () => Promise<KnownGrid | null>,
    private readonly onBug: (error: unknown, where: string) => void,
  ) {}

  /** How it is, as it changes. */
  watch(signal: AbortSignal): AsyncGenerator<GridState> {
    return this.#changes.watch(signal, () => this.#state);
  }

  /**
   * The project's grid, once it is reached.
   * @throws UserError `bad-input` where the project has none, `network` where it is cut off, `cancelled` when the signal fires
   */
  async connected(signal: AbortSignal): Promise<ConnectedGrid> {
    for await (const { state, reason } of this.watch(signal)) {
      const known = await this.known();
      if (this.#connected !== null && known !== null) {
        const { terrain, data, sources } = known;
        const places = { terrain, data, sources, cacheDir: this.project.cacheDir };
        return { client: this.#connected.client, places };
      }
      if (state === 'none') throw new UserError('bad-input', 'This project belongs to no grid.');
      if (state === 'cut-off')
        throw new UserError('network', `Cut off from the grid: ${reason ?? 'it was not opened here'}`);
    }
    throw new UserError('cancelled', 'Cancelled.');
  }

  /** Follows project and grid from now on. @param access null: nobody said where the grid is */
  start(access: GridAccess | null): void {
    if (this.gridId === null) return;
    if (access === null) {
      this.#show({
        state: 'cut-off',
        grid: null,
        reason: 'The grid of this project was not opened on this computer yet.',
      });
      return;
    }
    this.#access = access;
    this.#isPaused = false;
    this.#disconnect();
    this.#pauseMs = FIRST_PAUSE_MS;
    if (this.#state.state === 'none' || this.#state.grid === null) {
      this.#running = Promise.all([this.#followProject(), this.#run()]).then(() => undefined);
      return;
    }
    this.#wake.emit(null);
  }

  /** Leaves the process that knows PostgreSQL alone: it has one grid open at a time, which is about to be another. */
  pause(): void {
    this.#isPaused = true;
    this.#disconnect();
  }

  /** Follows the grid again as before the pause. */
  goOn(): void {
    this.#isPaused = false;
    this.#wake.emit(null);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#disconnect();
    await this.#running;
  }

  async #followProject(): Promise<void> {
    for await (const { topics } of this.project.topics.watch(this.#abort.signal))
      if (topics.some((topic) => shared.has(topic))) this.#wake.emit(null);
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const wakes = this.#wake.watch(signal, () => null);
    while ((await wakes.next()).done !== true) {
      if (signal.aborted || this.#isPaused) continue;
      try {
        const { client, signal: connected } = await this.#connect();
        if (this.#state.state === 'synchronised') this.#show({ ...this.#state, state: 'waiting' });
        await synchronise(this.project, client.labels, connected);
        this.#pauseMs = FIRST_PAUSE_MS;
        this.#show({ ...this.#state, state: 'synchronised', reason: null });
      } catch (error) {
        // Whoever disconnected it says what comes next.
        if (!(error instanceof UserError && error.code === 'cancelled')) this.#cutOff(error);
      }
    }
  }

  async #connect(): Promise<{ readonly client: GridClient; readonly signal: AbortSignal }> {
    if (this.#connected !== null) return this.#connected;
    const access = this.#access;
    if (access === null) throw new Error('There is no address.');
    const shownBefore = this.#state.grid ?? access.address.replace(/\?.*$/, '');
    if (this.#state.state !== 'cut-off') this.#show({ state: 'connecting', grid: shownBefore, reason: null });
    this.#end = new AbortController();
    const { signal } = this.#end;
    const client = await Promise.race([this.client(), aborted(signal)]);
    const { id, shown } = await client.grid.open(access, signal);
    throwIfAborted(signal);
    if (id !== this.gridId)
      throw new UserError('bad-input', `The grid at ${shown} is not the one of this project.`);
    this.#show({ ...this.#state, grid: shown });
    this.#connected = { client, signal };
    void this.#followGrid(client, signal);
    return this.#connected;
  }

  /** Wakes when others change something; what breaks here is reported by the next synchronisation. */
  async #followGrid(client: GridClient, signal: AbortSignal): Promise<void> {
    try {
      const news = client.labels.watch(undefined, signal);
      while ((await news.next()).done !== true) this.#wake.emit(null);
    } catch (error) {
      if (!signal.aborted) this.#cutOff(error);
    }
  }

  #cutOff(error: unknown): void {
    if (!(error instanceof UserError)) this.onBug(error, 'grid');
    this.#disconnect();
    const reason = error instanceof Error ? error.message : String(error);
    this.#show({ state: 'cut-off', grid: this.#state.grid ?? this.#access?.address ?? '', reason });
    const timer = setTimeout(() => {
      this.#wake.emit(null);
    }, this.#pauseMs);
    timer.unref();
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  #disconnect(): void {
    this.#end.abort();
    this.#connected = null;
  }

  #show(state: Omit<GridState, 'address'>): void {
    const before = JSON.stringify(this.#state);
    this.#state = { ...state, address: this.#access?.address ?? null };
    if (JSON.stringify(this.#state) !== before) this.#changes.emit(null);
  }
}

/** Rejects when a signal fires. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new UserError('cancelled', 'Cancelled.'));
    });
  });
