import { resolve } from 'node:path';
import type { TerrainSources } from '../../src/shared/contract/compute';

/** Folder of this checkout: the bench is run from `out/main`. */
export const root = resolve(__dirname, '..', '..');

/** The input of every bench. */
export interface Ground {
  readonly dtmPath: string;
  /** The DTM as compute expects it, with a cache of this run's own. */
  readonly sources: TerrainSources;
  /** For files of this run; it is removed in the end. */
  readonly folder: string;
}
