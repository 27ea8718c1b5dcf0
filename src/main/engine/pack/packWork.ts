import { mkdir, mkdtemp, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { unwritable } from '../../../shared/systemErrors';
import type { TaskSpec } from '../../../shared/task';
import { partialPath, removePartials } from '../../platform/partials';
import { replaceFile } from '../../platform/replaceFile';
import { syncFolder } from '../../platform/syncFolder';
import type { Project, TaskWork } from '../context';
import { copyFile } from './copyFile';
import { packProject } from './packedProject';
import { packedTerrain, type PackedFile } from './packedTerrain';
import { writeZip } from './writeZip';

type PackSpec = Extract<TaskSpec, { kind: 'pack' }>;

/**
 * Packs a project with its DTMs into a new folder, or a zip file where the path ends so: what was killed or failed leaves nothing
 * of that name.
 * @throws UserError `bad-input` for a folder with something in it, `not-found` for a DTM that is not there, `disk`
 */
export function packWork(project: Project, spec: PackSpec): TaskWork {
  return async (report, signal) => {
    const path = resolve(spec.path);
    const isZip = extname(path).toLowerCase() === '.zip';
    const name = basename(path, isZip ? extname(path) : '');
    if (!isZip) await refuseFull(path);
    const terrain = await packedTerrain(project);
    const building = partialPath(path);
    const privateFolder = await mkdtemp(join(tmpdir(), 'topo2vec-pack-'));
    try {
      await removePartials(dirname(path));
      await mkdir(building);
      report({ done: 0, total: 0, unit: 'MB', message: 'Copying the project' });
      const own = { path: join(building, `${name}.topo2vec`), name: `${name}.topo2vec` };
      // Exact places stay on this computer, also where the program is killed meanwhile.
      const made = spec.gridM === null ? own.path : join(privateFolder, own.name);
      await packProject(project.path, made, terrain, spec, signal);
      if (made !== own.path) await copyFile(made, own.path, () => undefined, signal);
      const rasters = terrain.flatMap(({ files }) => files);
      const before = await statesOf(rasters);
      const total = [...before, await stat(own.path)].reduce((sum, { size }) => sum + size, 0) / 1e6;
      let done = 0;
      const onBytes = (bytes: number): void => {
        done += bytes / 1e6;
        report({ done, total, unit: 'MB', message: isZip ? 'Writing the zip file' : 'Copying terrain' });
      };
      if (isZip) {
        const inFolder = [own, ...rasters].map((file) => ({ ...file, name: `${name}/${file.name}` }));
        await replaceFile(path, (beside) => writeZip(beside, inFolder, onBytes, signal));
      } else {
        for (const file of rasters) await copyFile(file.path, join(building, file.name), onBytes, signal);
      }
      await refuseChanged(rasters, before);
      throwIfAborted(signal);
      if (!isZip) await giveName(building, path, own.path);
    } catch (error) {
      if (signal.aborted) throwIfAborted(signal);
      throw unwritable(error, path);
    } finally {
      for (const folder of [building, privateFolder]) await rm(folder, { recursive: true, force: true });
    }
    return { kind: 'file', path };
  };
}

async function refuseFull(path: string): Promise<void> {
  const names = await readdir(path).catch((error: unknown): string[] => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw unwritable(error, path);
  });
  if (names.length > 0)
    throw new UserError(
      'bad-input',
      `${basename(path)} already exists and is not empty. Choose another name.`,
    );
}

const statesOf = (files: readonly PackedFile[]): Promise<{ size: number; mtimeMs: number }[]> =>
  Promise.all(files.map(({ path }) => stat(path)));

/** A raster that is being written while it is copied would be half old, half new. */
async function refuseChanged(
  files: readonly PackedFile[],
  before: readonly { size: number; mtimeMs: number }[],
): Promise<void> {
  const after = await statesOf(files);
  const changed = files.find((_, at) => {
    return after[at]?.size !== before[at]?.size || after[at]?.mtimeMs !== before[at]?.mtimeMs;
  });
  if (changed !== undefined)
    throw new UserError(
      'bad-input',
      `${changed.path} was changed while it was packed. Pack the project again.`,
    );
}

async function giveName(building: string, path: string, project: string): Promise<void> {
  const file = await open(project, 'r+');
  await file.sync().finally(() => file.close());
  await syncFolder(building);
  await rmdir(path).catch(() => undefined);
  await rename(building, path);
  await syncFolder(dirname(path));
}
