import type { computeContract, TerrainSources } from '../../shared/contract/compute';
import type { Topic } from '../../shared/contract/project';
import type { Client } from '../../shared/rpc/contract';
import type { TaskResult, TrainingCurve } from '../../shared/task';
import type { Terrain } from '../terrain/terrain';
import type { DtmFiles } from './access/findDtmFile';
import type { TerrainFolders } from './access/terrainFolders';
import type { WarmLayers } from './storedLayers/warmLayers';
import type { Database } from './store/database';

/** Everything that needs TensorFlow, in whichever process it runs. */
export type Compute = Client<typeof computeContract>;

/** An open project file and what belongs to it while it is open. */
export interface Project {
  readonly path: string;
  readonly database: Database;
  readonly compute: Compute;
  /** Embeddings that were read lately. */
  readonly warmLayers: WarmLayers;
  /** Where the files of the DTMs are. */
  readonly dtmFiles: DtmFiles;
  /** Where DTMs may lie beside the project's own folder. */
  readonly terrainFolders: TerrainFolders;
  /** Pyramids are a cache beside the project, which may be deleted at any time. */
  readonly cacheDir: string;
  /**
   * Lends the project's DTMs, opened; they stay open until `work` has ended, even when the DTMs change meanwhile.
   * @throws UserError `outside-terrain` when the project has no DTM
   */
  useTerrain<T>(work: (terrain: Terrain) => Promise<T>): Promise<T>;
  /**
   * What compute opens the same terrain from.
   * @throws UserError `outside-terrain` when the project has no DTM
   */
  terrainSources(): Promise<TerrainSources>;
  /**
   * Lets the next user of the terrain open it anew; call it after DTMs changed.
   * @param topics what else changed with it, told in one
   */
  renewTerrain(...topics: Topic[]): Promise<void>;
  /** Tells the windows what changed; call it after the transaction is committed. */
  changed(...topics: Topic[]): void;
}

/** How a running task says how far it is. */
export interface TaskProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly message: string;
  readonly curve?: TrainingCurve;
}

/**
 * The work of a task. When the signal fires, the work stops as soon as it can; what it has committed stays and lets the
 * same task go on later (a paused training resumes from its checkpoint).
 */
export type TaskWork = (report: (progress: TaskProgress) => void, signal: AbortSignal) => Promise<TaskResult>;
