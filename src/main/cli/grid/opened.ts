import { join, resolve } from 'node:path';
import { version } from '../../../../package.json';
import { openGrid, type Grid } from '../../grid/control/grid';
import { Jobs } from '../../grid/control/jobs';
import { programOf } from '../../grid/control/program';
import { TerrainFiles } from '../../grid/work/gridTerrain';
import type { TerrainPlace } from '../../grid/work/gridTerrain';
import { commandCacheDir } from '../../platform/settingsDirs';
import type { computeContract } from '../../../shared/contract/compute';
import { computeHere } from '../computeHere';
import type { ServedHere } from '../servedHere';
import type { Output } from '../output';

/** Folder of the built program, above this file's. */
const OUT_DIR = resolve(__dirname, '..');

/** Folder of the sample and of the shipped encoders. */
export const RESOURCES_DIR = resolve(OUT_DIR, '..', '..', 'resources');

/** Name and hash of this program. */
export const thisProgram = (): Promise<string> => programOf(OUT_DIR, version);

/** Works with a grid, and closes it. */
export async function withGrid(address: string, work: (grid: Grid) => Promise<void>): Promise<void> {
  await using(await openGrid(address), work);
}

/** Works with a grid that is open, and closes it. */
export async function using(grid: Grid, work: (grid: Grid) => Promise<void>): Promise<void> {
  try {
    await work(grid);
  } finally {
    await grid.database.close();
  }
}

/** Works with the jobs of a grid, and closes them. @param supervises whether leases that lapsed are looked for, as workers do */
export async function withJobs(
  grid: Grid,
  supervises: boolean,
  work: (jobs: Jobs) => Promise<void>,
): Promise<void> {
  const jobs = await Jobs.open(grid, supervises);
  try {
    await work(jobs);
  } finally {
    await jobs.close();
  }
}

/** Works with compute in this process, and closes it. @param threads default: all of the machine's */
export async function withCompute(
  output: Output,
  work: (compute: ServedHere<typeof computeContract>['client']) => Promise<void>,
  threads?: number,
): Promise<void> {
  const compute = computeHere((error, where) => {
    output.bug(where, error);
  }, threads);
  try {
    await work(compute.client);
  } finally {
    compute.close();
  }
}

/** Where this machine has the terrain of a grid. @param options `terrain`: as the user says; default: as the grid says */
export const placeOf = ({ settings }: Grid, { terrain }: { readonly terrain?: string }): TerrainPlace => ({
  folder: resolve(terrain ?? settings.terrain),
  cacheDir: join(commandCacheDir(), 'pyramids'),
});

/** The files of a grid's DTMs on this machine. */
export const terrainOf = (grid: Grid, options: { readonly terrain?: string }): TerrainFiles =>
  new TerrainFiles(placeOf(grid, options));
