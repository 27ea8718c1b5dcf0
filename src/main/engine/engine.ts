import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GridAccess } from '../../shared/contract/grid';
import type { Settings } from '../../shared/contract/settings';
import { UserError } from '../../shared/errors';
import { hasEnded, whenStopped, type Task, type TaskKind, type TaskSpec } from '../../shared/task';
import type { Grant } from '../platform/parentPort';
import type { Compute } from './context';
import { forgetUnfinishedRuns } from './detections/storeRun';
import { rememberFound, terrainKey } from './dtms/dtms';
import { renewDtm } from './dtms/importDtms';
import { TerrainFolders } from './access/terrainFolders';
import { KnownGrids } from './gridLink/knownGrids';
import { readLink } from './gridLink/link';
import { LiveSync, type GridClient } from './gridLink/liveSync';
import { accessTo, fillFromGrid } from './gridLink/openGridProject';
import { OpenProject } from './project/openProject';
import { turnStep } from './turnStep';
import { addShippedEncoders, ensureSampleProject } from './sample/sampleProject';
import { SettingsFile } from './settings/settingsFile';
import { restoreBackup } from './store/backups';
import { purposeOf, type Purpose } from './store/projectFile';
import type { SlowStatements } from './store/slowStatements';
import { Tasks } from './tasks/tasks';
import { taskStart } from './tasks/taskStart';
import { keyOf, readUnfinished, UnfinishedTasks } from './tasks/unfinishedTasks';

/** Where an engine finds what it needs. */
export interface EngineOptions {
  /** The current connection to compute; another one after compute was restarted. */
  readonly compute: () => Compute;
  /** Gives the process that knows PostgreSQL; without it, projects of grids wait. */
  readonly grid?: () => Promise<GridClient>;
  readonly settingsPath: string;
  /** For the window the settings folder of the command and vice versa: terrain chosen in one counts as chosen in both. */
  readonly otherSettingsDir?: string;
  /** The folder with the sample, the shipped encoders and the fonts of figures. */
  readonly resourcesDir: string;
  /** Refuses a path or an address that its caller was not allowed. @throws UserError `bad-input` */
  readonly checkGrant: (to: Grant['to'], what: string) => void;
  /** Called with every project that is opened from now on. */
  readonly onOpened: (path: string) => void;
  /** Called with the settings after each change. */
  readonly onSettings?: (settings: Settings) => void;
  readonly onBug: (error: unknown, where: string) => void;
  readonly slowStatements: SlowStatements;
  /** Whether unfinished tasks resume when their project is opened; else they are listed as paused. */
  readonly goOn: boolean;
}

/** Work that can be done with a read-only project. */
const needsNoWriting: ReadonlySet<TaskKind> = new Set([
  'save-copy',
  'export-embeddings',
  'next-labels',
  'compare-heads',
] satisfies TaskKind[]);

/** A project while it is open, with its tasks. */
export interface Session {
  readonly project: OpenProject;
  readonly tasks: Tasks;
  readonly unfinished: UnfinishedTasks;
  readonly sync: LiveSync;
}

/** Holds one open project, and what is done to it as a whole. */
export class Engine {
  readonly settings: SettingsFile;
  readonly knownGrids: KnownGrids;
  readonly #terrainFolders: TerrainFolders;
  private session: Session | null = null;

  constructor(readonly options: EngineOptions) {
    this.settings = new SettingsFile(options.settingsPath, options.onSettings);
    this.#terrainFolders = new TerrainFolders(dirname(options.settingsPath), options.otherSettingsDir);
    this.knownGrids = new KnownGrids(dirname(options.settingsPath), options.otherSettingsDir);
  }

  /** The open project. @throws UserError `not-found` while there is none */
  get current(): Session {
    if (this.session === null)
      throw new UserError('not-found', 'No project is open. Open or create one first.');
    return this.session;
  }

  /** Creates a project with the shipped encoder in it, and opens it in place of the current one. */
  async create(path: string): Promise<OpenProject> {
    const project = await OpenProject.create(path, this.options.compute, (made) =>
      addShippedEncoders(made, this.options.resourcesDir),
    );
    await this.use(project);
    return project;
  }

  /**
   * Creates a project with the terrain of a grid that shares its labels, and opens it.
   * @param terrain folder of the grid's terrain on this computer
   */
  async openGrid(access: GridAccess, terrain: string, path: string): Promise<OpenProject> {
    const client = await this.gridClient();
    const opened = await client.grid.open(access);
    const { signal } = new AbortController();
    let dtms: string[] = [];
    const project = await OpenProject.create(path, this.options.compute, async (made) => {
      await addShippedEncoders(made, this.options.resourcesDir);
      dtms = await fillFromGrid(made, client, opened, terrain, signal);
    });
    for (const dtm of dtms) await this.#terrainFolders.add(dtm);
    await this.knownGrids.add(opened.id, { address: opened.address, terrain });
    await this.use(project, 'change', access);
    return project;
  }

  /** Connects the open project to its grid, which may have moved. */
  async connectGrid(access: GridAccess): Promise<void> {
    const { project, sync } = this.current;
    const link = await readLink(project.database);
    if (link === null) throw new UserError('bad-input', 'This project shares its labels with no grid.');
    const { id, address, terrain } = await (await this.gridClient()).grid.open(access);
    if (id !== link.gridId)
      throw new UserError('bad-input', `There is another grid at this address than that of this project.`);
    const known = await this.knownGrids.find(id);
    await this.knownGrids.add(id, { address, terrain: known?.terrain ?? terrain });
    sync.start(access);
  }

  private gridClient(): Promise<GridClient> {
    const { grid } = this.options;
    if (grid === undefined) throw new Error('This engine has no grids.');
    return grid();
  }

  /** @param purpose a project that is only viewed gets no tasks: they would write to it */
  async open(path: string, purpose: Purpose = 'change'): Promise<OpenProject> {
    if (this.session !== null && (await isSameFile(path, this.session.project.path)))
      return this.session.project;
    const project = await OpenProject.open(path, this.options.compute, purpose);
    await this.use(project, purpose);
    return project;
  }

  /** Opens a project to change it, or to view it where it cannot be written. */
  async openAsAllowed(path: string): Promise<OpenProject> {
    return this.open(path, await purposeOf(path));
  }

  /**
   * Restores the last backup of a damaged project as a new project beside it, and opens that. @throws UserError as
   * `restoreBackup` does
   */
  async restore(path: string): Promise<OpenProject> {
    return this.open(await restoreBackup(path));
  }

  async openSample(path: string): Promise<OpenProject> {
    await ensureSampleProject(path, this.options.resourcesDir, this.options.compute);
    return this.open(path);
  }

  /** Queues a task on the open project; where the same work is unfinished, that resumes instead. */
  async startTask(spec: TaskSpec): Promise<number> {
    const session = this.current;
    if (session.project.readOnly && !needsNoWriting.has(spec.kind)) throw session.project.refusal();
    const same =
      whenStopped[spec.kind] === 'ends'
        ? undefined
        : session.tasks
            .list()
            .find((task) => !hasEnded(task) && keyOf(session.tasks.specOf(task.id)) === keyOf(spec));
    if (same?.state === 'paused' && spec.kind === 'train' && !spec.resume) session.tasks.cancel(same.id);
    else if (same !== undefined) {
      session.tasks.resume(same.id);
      return same.id;
    }
    const { overpassUrl } = await this.settings.read();
    return session.tasks.start(
      taskStart(session.project, spec, overpassUrl, () => this.startPyramids(session)),
    );
  }

  /**
   * Waits until a task has ended.
   * @param onProgress called with every change until then
   */
  async waitForTask(taskId: number, onProgress: (task: Task) => void, signal: AbortSignal): Promise<Task> {
    const { tasks } = this.current;
    const onAbort = (): void => {
      tasks.cancel(taskId);
    };
    signal.addEventListener('abort', onAbort);
    const watching = new AbortController();
    try {
      for await (const list of tasks.watch(watching.signal)) {
        const task = list.find(({ id }) => id === taskId);
        if (task === undefined) break;
        onProgress(task);
        if (hasEnded(task)) return task;
      }
    } finally {
      watching.abort();
      signal.removeEventListener('abort', onAbort);
    }
    throw new UserError('not-found', 'The task is no longer on the list.');
  }

  /** Undoes or redoes the last step; returns its name, null when there was none. */
  async turnStep(direction: 'undo' | 'redo'): Promise<string | null> {
    const session = this.current;
    const { database } = session.project;
    const before = await terrainKey(database);
    const name = await turnStep(session.project, direction);
    if ((await terrainKey(database)) !== before) {
      await session.project.renewTerrain();
      await this.startPyramids(session);
    }
    return name;
  }

  /** Stops all work and closes the project. */
  async close(): Promise<void> {
    const { session } = this;
    this.session = null;
    await closeSession(session);
  }

  /** @param access to its grid; default: as this computer knows it */
  private async use(project: OpenProject, purpose: Purpose = 'change', access?: GridAccess): Promise<void> {
    project.terrainFolders = this.#terrainFolders;
    project.database.watchSlow(this.options.slowStatements);
    const last = this.session;
    const { goOn, onBug, onOpened } = this.options;
    const tasks = new Tasks(onBug);
    const link = await readLink(project.database);
    const sync = new LiveSync(project, link?.gridId ?? null, () => this.gridClient(), onBug);
    const session = { project, tasks, unfinished: new UnfinishedTasks(project.database, tasks), sync };
    // There is always one: a window keeps asking while its project changes.
    this.session = session;
    onOpened(project.path);
    await closeSession(last);
    if (purpose === 'look') return;
    await forgetUnfinishedRuns(project.database);
    // On a full disk the files are compared again at the next opening.
    await rememberFound(project).catch(() => undefined);
    const { overpassUrl } = await this.settings.read();
    for (const { spec, paused, ...progress } of await readUnfinished(project.database)) {
      // The program stores no others; a file that has them was not written by it.
      if (whenStopped[spec.kind] === 'ends') continue;
      const start = taskStart(project, spec, overpassUrl, () => Promise.resolve());
      tasks.start(start, { ...progress, state: goOn && !paused ? 'waiting' : 'paused' });
    }
    session.unfinished.follow(onBug);
    await this.startPyramids(session);
    if (link === null || this.options.grid === undefined) return;
    const known = await this.knownGrids.find(link.gridId);
    sync.start(access ?? (known === null ? null : accessTo(known.address)));
  }

  /** Accepts the current contents of a DTM's changed file. */
  async renewDtm(dtmId: number): Promise<void> {
    const session = this.current;
    await renewDtm(session.project, dtmId);
    await this.startPyramids(session);
  }

  /** Builds the missing pyramids, and stores the figures that result. */
  private async startPyramids({ project, tasks }: Session): Promise<void> {
    const { dtmCount } = await project.info();
    if (dtmCount > 0)
      tasks.start(taskStart(project, { kind: 'build-pyramids' }, '', () => Promise.resolve()));
  }
}

async function closeSession(session: Session | null): Promise<void> {
  if (session === null) return;
  await session.sync.close();
  await session.unfinished.close();
  await session.project.close();
}

const isSameFile = async (one: string, other: string): Promise<boolean> => {
  const [real, otherReal] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
  return real === otherReal;
};
