import type { computeContract, TerrainSources } from '../../shared/contract/compute';
import type { Topic } from '../../shared/contract/project';
import type { Client } from '../../shared/rpc/contract';
import type { TaskResult, TrainingCurve } from '../../shared/taskResult';
import type { Terrain } from '../terrain/terrain';
import type { DtmFiles } from './access/findDtmFile';
import type { TerrainFolders } from './access/terrainFolders';
import type { Caches } from './caches';
import type { Database } from './store/database';

/** Everything that needs TensorFlow, in whichever process it runs. */
export type Compute = Client<typeof computeContract>;

/** An open project file and what belongs to it while it is open. */
export interface Project {
  readonly path: string;
  readonly database: Database;
  readonly compute: Compute;
  /** What is kept in memory of it; emptied when it closes. */
  readonly caches: Caches;
  /** Where the files of the DTMs are. */
  readonly dtmFiles: DtmFiles;
  /** Where DTMs may lie beside the project's own folder. */
  readonly terrainFolders: TerrainFolders;
  /** Pyramids are a cache beside the project, which may be deleted at any time. */
  readonly cacheDir: string;
  /**
   * Gives `work` the project's opened DTMs; they stay open until it has ended, even when the DTMs change in the meantime.
   * @throws UserError `outside-terrain` when the project has no DTM
   */
  useTerrain<T>(work: (terrain: Terrain) => Promise<T>): Promise<T>;
  /**
   * What compute opens the same terrain from.
   * @throws UserError `outside-terrain` when the project has no DTM
   */
  terrainSources(): Promise<TerrainSources>;
  /**
   * Makes the next user of the terrain open it again; call it after DTMs changed.
   * @param topics what else changed with it, reported together
   */
  renewTerrain(...topics: Topic[]): Promise<void>;
  /** Notifies the windows of what changed; call it after the transaction is committed. */
  changed(...topics: Topic[]): void;
}

/** How a running task reports its progress. */
export interface TaskProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly message: string;
  readonly curve?: TrainingCurve;
}

/**
 * The work of a task. When the signal fires, the work stops as soon as it can; what it has committed stays and lets the same task
 * resume later (a paused training resumes from its checkpoint).
 */
export type TaskWork = (report: (progress: TaskProgress) => void, signal: AbortSignal) => Promise<TaskResult>;
