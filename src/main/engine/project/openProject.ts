import { basename, extname } from 'node:path';
import { z } from 'zod';
import type { TerrainSources } from '../../../shared/contract/compute';
import type { ProjectInfo, Topic } from '../../../shared/contract/project';
import { UserError } from '../../../shared/errors';
import { boxAroundBoxes } from '../../../shared/geo/lonLat';
import { openTerrain, type Terrain } from '../../terrain/terrain';
import type { Compute, Project } from '../context';
import { listDtms, usableSources } from '../dtms/dtms';
import { DtmFiles } from '../access/findDtmFile';
import { TerrainFolders } from '../access/terrainFolders';
import { Caches } from '../caches';
import { WarmLayers } from '../storedLayers/warmLayers';
import type { Database } from '../store/database';
import { backUp, backUpAtEnd } from '../store/backups';
import { copyProjectFile } from '../store/copyProjectFile';
import {
  cacheDirOf,
  createProjectFile,
  openProjectFile,
  type ProjectFile,
  type Purpose,
} from '../store/projectFile';
import { Topics } from './topics';

/** The longest that changes wait for a backup, ms. */
const BACKUP_EVERY_MS = 10 * 60_000;

/** What a backup holds. */
const backedUpTopics: ReadonlySet<Topic> = new Set([
  'dtms',
  'classes',
  'areas',
  'labels',
  'encoders',
  'heads',
]);

/** A shared, reference-counted terrain; it closes once it is retired and released by all. */
interface SharedTerrain {
  readonly terrain: Promise<Terrain>;
  users: number;
  retired: boolean;
}

/** An open project file with its terrain. */
export class OpenProject implements Project {
  readonly database: Database;
  readonly topics = new Topics();
  readonly caches = new Caches();
  /** The engine knows them. */
  terrainFolders = new TerrainFolders(null);
  readonly dtmFiles: DtmFiles;
  /** Increases whenever map tiles would look different. */
  terrainRevision = 1;
  private shared: SharedTerrain | null = null;
  /** Set while there are changes newer than the last backup. */
  private backupTimer: NodeJS.Timeout | null = null;

  private constructor(
    readonly path: string,
    private readonly currentCompute: () => Compute,
    private readonly file: ProjectFile,
  ) {
    this.database = file.database;
    this.dtmFiles = new DtmFiles(path, () => this.terrainFolders);
  }

  /** Whether it cannot be written where it is, and is only viewed. */
  get readOnly(): boolean {
    return this.file.readOnly;
  }

  /** The error for a change to a project that is only viewed. */
  refusal(): UserError {
    return new UserError(
      'disk',
      `${basename(this.path)} is read-only where it is: you can view it but not change it. ` +
        'Save a copy in one of your folders, and work on that.',
    );
  }

  get compute(): Compute {
    return this.currentCompute();
  }

  /**
   * Creates a project and opens it.
   * @param fill adds its first contents: there is no project before they are complete
   * @throws UserError as `createProjectFile` does
   */
  static async create(
    path: string,
    compute: () => Compute,
    fill: (project: OpenProject) => Promise<void> = () => Promise.resolve(),
  ): Promise<OpenProject> {
    const file = await createProjectFile(path, (building, at) => {
      const project = new OpenProject(at, compute, building);
      return fill(project).finally(() => project.letGo());
    });
    return new OpenProject(path, compute, file);
  }

  /** @throws UserError as `openProjectFile` does */
  static async open(path: string, compute: () => Compute, purpose: Purpose = 'change'): Promise<OpenProject> {
    return new OpenProject(path, compute, await openProjectFile(path, purpose));
  }

  get cacheDir(): string {
    return cacheDirOf(this.path);
  }

  async terrainSources(): Promise<TerrainSources> {
    return { dtms: await usableSources(this), cacheDir: this.cacheDir };
  }

  async useTerrain<T>(work: (terrain: Terrain) => Promise<T>): Promise<T> {
    this.shared ??= { terrain: this.terrainSources().then(openTerrain), users: 0, retired: false };
    const shared = this.shared;
    shared.users += 1;
    try {
      return await work(await shared.terrain);
    } catch (error) {
      if (shared === this.shared) await shared.terrain.catch(() => (this.shared = null));
      throw error;
    } finally {
      shared.users -= 1;
      await closeUnused(shared);
    }
  }

  changed(...topics: Topic[]): void {
    if (topics.includes('layers')) this.caches.of(WarmLayers).clear();
    this.topics.emit(topics);
    if (!topics.some((topic) => backedUpTopics.has(topic))) return;
    this.backupTimer ??= setTimeout(() => void this.backUp(), BACKUP_EVERY_MS).unref();
  }

  async renewTerrain(...topics: Topic[]): Promise<void> {
    const { shared } = this;
    this.shared = null;
    this.terrainRevision += 1;
    this.changed('terrain', ...topics);
    if (shared === null) return;
    shared.retired = true;
    await closeUnused(shared);
  }

  async info(): Promise<ProjectInfo> {
    const count = z.object({
      dtmCount: z.number(),
      labelCount: z.number(),
      areaCount: z.number(),
      encoderCount: z.number(),
      headCount: z.number(),
      runCount: z.number(),
    });
    const [counts, lines, dtms] = await Promise.all([
      this.database.get(
        count,
        `SELECT (SELECT count(*) FROM dtms) AS dtmCount, (SELECT count(*) FROM labels) AS labelCount,
                (SELECT count(*) FROM areas) AS areaCount,
                (SELECT count(*) FROM present_encoders) AS encoderCount,
                (SELECT count(*) FROM present_heads) AS headCount,
                (SELECT count(*) FROM present_runs) AS runCount`,
      ),
      this.database.all(z.object({ line: z.string() }), 'SELECT line FROM attributions ORDER BY line'),
      listDtms(this),
    ]);
    if (counts === null) throw new Error('Counting gave no row.');
    const boxes = dtms.map((dtm) => dtm.box);
    return {
      path: this.path,
      name: basename(this.path, extname(this.path)),
      box: boxes.length === 0 ? null : boxAroundBoxes(boxes),
      upgraded: this.file.upgraded,
      readOnly: this.readOnly,
      attributions: lines.map(({ line }) => line),
      ...counts,
    };
  }

  /** Copies the project's file. @throws UserError as `copyProjectFile` does */
  async copyTo(path: string, signal: AbortSignal): Promise<void> {
    await copyProjectFile(this.path, path, signal);
  }

  async close(): Promise<void> {
    const isNewer = this.backupTimer !== null;
    await this.letGo();
    // Where there is no room for a backup, the earlier ones stay.
    if (isNewer) await backUpAtEnd(this.path).catch(() => undefined);
    await this.file.close();
  }

  private async letGo(): Promise<void> {
    if (this.backupTimer !== null) clearTimeout(this.backupTimer);
    this.backupTimer = null;
    this.caches.clear();
    await this.renewTerrain();
  }

  private async backUp(): Promise<void> {
    this.backupTimer = null;
    await backUp(this.path).catch(() => undefined);
  }
}

async function closeUnused(shared: SharedTerrain): Promise<void> {
  if (!shared.retired || shared.users > 0) return;
  const terrain = await shared.terrain.catch(() => null);
  await terrain?.close();
}
