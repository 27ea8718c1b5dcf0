import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GridAccess, StatedPlaces } from '../../shared/contract/grid';
import type { Settings } from '../../shared/contract/settings';
import { UserError } from '../../shared/errors';
import type { Grant } from '../platform/parentPort';
import type { Compute } from './context';
import { forgetUnfinishedRuns } from './detections/storeRun';
import { rememberFound } from './dtms/dtms';
import { TerrainFolders } from './access/terrainFolders';
import { KnownGrids } from './gridLink/knownGrids';
import { readLink } from './gridLink/link';
import { LiveSync, type GridClient } from './gridLink/liveSync';
import { accessTo, fillFromGrid } from './gridLink/openGridProject';
import { OpenProject } from './project/openProject';
import { addShippedEncoders, ensureSampleProject } from './sample/sampleProject';
import { Session } from './session';
import { SettingsFile } from './settings/settingsFile';
import { restoreBackup } from './store/backups';
import { purposeOf, type Purpose } from './store/projectFile';
import type { SlowStatements } from './store/slowStatements';

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
   * @param place where this computer has the grid's terrain, and its data; null: where it was before, if anybody said
   * @returns the project, and how many of the grid's DTMs are at addresses that the folder has no copies of, and stay out
   */
  async openGrid(
    access: GridAccess,
    { terrain, data }: { readonly terrain: string; readonly data: string | null },
    path: string,
  ): Promise<{ project: OpenProject; elsewhere: number }> {
    const client = await this.gridClient();
    const last = this.session;
    last?.sync.pause();
    try {
      const opened = await client.grid.open(access);
      const { signal } = new AbortController();
      let dtms: string[] = [];
      const project = await OpenProject.create(path, this.options.compute, async (made) => {
        await addShippedEncoders(made, this.options.resourcesDir);
        dtms = await fillFromGrid(made, client, opened, terrain, signal);
      });
      for (const dtm of dtms) await this.#terrainFolders.add(dtm);
      await this.#remember(opened, terrain, data);
      await this.use(project, 'change', access);
      return { project, elsewhere: opened.dtms.length - dtms.length };
    } catch (error) {
      last?.sync.goOn();
      throw error;
    }
  }

  /**
   * Connects the open project to its grid, which may have moved.
   * @param place folders of its terrain and its shards on this computer; null: as before
   */
  async connectGrid(
    access: GridAccess,
    { terrain, data }: { readonly terrain: string | null; readonly data: string | null },
  ): Promise<void> {
    const { project, sync } = this.current;
    if (project.readOnly) throw project.refusal();
    const link = await readLink(project.database);
    if (link === null) throw new UserError('bad-input', 'This project shares its labels with no grid.');
    sync.pause();
    try {
      const opened = await (await this.gridClient()).grid.open(access);
      if (opened.id !== link.gridId)
        throw new UserError('bad-input', 'The grid at this address is not the one of this project.');
      await this.#remember(opened, terrain, data);
    } catch (error) {
      sync.goOn();
      throw error;
    }
    sync.start(access);
  }

  /** What the grid of the open project states and nobody allowed on this computer yet. @throws UserError `network` */
  async unallowedPlaces(signal: AbortSignal): Promise<StatedPlaces> {
    const { client, places } = await this.current.sync.connected(signal);
    const stated = await client.grid.states(undefined, signal);
    return {
      data: places.data === null ? stated.data : null,
      sources: stated.sources.filter((source) => !places.sources.includes(source)),
    };
  }

  /** Lets the data of the open project's grid be read from there; null: nothing changes. */
  async allowPlaces({ data, sources }: StatedPlaces): Promise<void> {
    const link = await readLink(this.current.project.database);
    const known = link === null ? null : await this.knownGrids.find(link.gridId);
    if (link === null || known === null)
      throw new UserError('bad-input', 'The grid of this project was not opened on this computer yet.');
    await this.knownGrids.add(link.gridId, {
      ...known,
      data: data ?? known.data,
      sources: [...new Set([...known.sources, ...sources])],
    });
  }

  async #remember(
    { id, address }: { readonly id: string; readonly address: string },
    terrain: string | null,
    data: string | null,
  ): Promise<void> {
    const known = await this.knownGrids.find(id);
    await this.knownGrids.add(id, {
      address,
      terrain: terrain ?? known?.terrain ?? null,
      data: data ?? known?.data ?? null,
      sources: known?.sources ?? [],
    });
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

  /** Stops all work and closes the project. */
  async close(): Promise<void> {
    const { session } = this;
    this.session = null;
    await session?.close();
  }

  /** @param access to its grid; default: as this computer knows it */
  private async use(project: OpenProject, purpose: Purpose = 'change', access?: GridAccess): Promise<void> {
    project.terrainFolders = this.#terrainFolders;
    project.database.watchSlow(this.options.slowStatements);
    const last = this.session;
    const { onBug } = this.options;
    const link = await readLink(project.database);
    const sync = new LiveSync(
      project,
      link?.gridId ?? null,
      () => this.gridClient(),
      async () => (link === null ? null : this.knownGrids.find(link.gridId)),
      onBug,
    );
    const session = new Session(project, sync, this.settings, onBug);
    // Broken ones are put aside now, which is said.
    await this.settings.read();
    // There is always one: a window keeps asking while its project changes.
    this.session = session;
    this.options.onOpened(project.path);
    await last?.close();
    if (purpose === 'look') return;
    await forgetUnfinishedRuns(project.database);
    // On a full disk the files are compared again at the next opening.
    await rememberFound(project).catch(() => undefined);
    if (link !== null && this.options.grid !== undefined) {
      const known = await this.knownGrids.find(link.gridId);
      sync.start(access ?? (known === null ? null : accessTo(known.address)));
    }
    // Tasks that ask the grid wait for it once it is being reached.
    await session.takeUp(this.options.goOn);
  }
}

const isSameFile = async (one: string, other: string): Promise<boolean> => {
  const [real, otherReal] = await Promise.all([one, other].map((path) => realpath(path).catch(() => path)));
  return real === otherReal;
};
