import { join, resolve } from 'node:path';
import { version } from '../../../../package.json';
import type { GridPlaces } from '../../../shared/contract/gridSearch';
import { KnownGrids } from '../../engine/gridLink/knownGrids';
import { keptAddress } from '../../grid/control/address';
import { openGrid, type Grid } from '../../grid/control/grid';
import { Jobs } from '../../grid/control/jobs';
import { programOf } from '../../grid/control/program';
import { isS3 } from '../../grid/objects/s3Address';
import { openObjectStore } from '../../grid/objects/openObjectStore';
import type { ObjectStore } from '../../grid/objects/objectStore';
import { notAllowed } from '../../grid/work/gridTerrain';
import { appSettingsDir, commandCacheDir, commandSettingsDir } from '../../platform/settingsDirs';
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

/** What a user says of where a grid's things are. */
export interface PlacesSaid {
  readonly terrain?: string;
  readonly data?: string;
  /** Servers and buckets of DTMs. */
  readonly allow?: readonly string[];
}

/**
 * Where this machine has what a grid refers to, as its user says now or said before; what is said is remembered. The grid's database,
 * which others write, only states such places: none of them is contacted for that.
 * @param address of the grid, as it was given
 */
export async function placesOf(
  address: string,
  { id }: Pick<Grid, 'id'>,
  { terrain, data, allow = [] }: PlacesSaid,
): Promise<GridPlaces> {
  const grids = new KnownGrids(commandSettingsDir(), appSettingsDir());
  const known = await grids.find(id);
  const now = {
    address: keptAddress(address),
    terrain: terrain === undefined ? (known?.terrain ?? null) : resolve(terrain),
    data: data === undefined ? (known?.data ?? null) : isS3(data) ? data : resolve(data),
    sources: [...new Set([...(known?.sources ?? []), ...allow])],
  };
  const isNew = (terrain ?? data ?? allow[0]) !== undefined && JSON.stringify(now) !== JSON.stringify(known);
  // Where nothing can be remembered, it is said each time.
  if (isNew) await grids.add(id, now).catch(() => undefined);
  return { ...now, cacheDir: join(commandCacheDir(), 'pyramids') };
}

/** Opens the shards of a grid. @throws UserError `not-allowed` where nobody said where they are; as `openObjectStore` does */
export function storeOf({ settings }: Grid, { data }: GridPlaces): Promise<ObjectStore> {
  if (data !== null) return openObjectStore(data);
  throw notAllowed(`states that its data is in ${settings.data}`, `--data ${settings.data}`);
}
