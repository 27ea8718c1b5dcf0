import { randomBytes } from 'node:crypto';
import { access, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../platform/syncFolder';

/** What SQLite and the program keep beside a database. */
const companions = ['-wal', '-shm', '-journal', '.cache'] as const;

const leftover = /^(.+\.building-[0-9a-f]{8})(?:-wal|-shm|-journal|\.cache)?$/;

/** A name of its own beside a file, under which the file is made until it is whole. */
export const besideName = (path: string): string => `${path}.building-${randomBytes(4).toString('hex')}`;

/**
 * Gives a file that was made beside, and is closed, its name. What has the name is replaced; the change lasts through a power
 * cut, and there is no moment with half of it.
 */
export async function giveName(building: string, path: string): Promise<void> {
  const file = await open(building, 'r+');
  await file.sync().finally(() => file.close());
  // A log that a killed program left belongs to a file that is gone, or that is replaced.
  for (const suffix of ['-wal', '-shm', '-journal']) await rm(path + suffix, { force: true });
  await rename(building, path);
  await syncFolder(dirname(path));
  await removeBuilding(building);
}

/** Removes a file that was made beside, with all that belongs to it. */
export async function removeBuilding(building: string): Promise<void> {
  for (const suffix of ['', ...companions]) await rm(building + suffix, { force: true, recursive: true });
}

/**
 * Removes what killed programs left half made in a folder.
 * @param isFree whether no program is at it
 */
export async function removeLeftovers(
  folder: string,
  isFree: (path: string) => Promise<boolean>,
): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const buildings = new Set(names.flatMap((name) => leftover.exec(name)?.[1] ?? []));
  for (const building of buildings) {
    if (!names.includes(building) || (await isFree(join(folder, building)).catch(() => false)))
      await removeBuilding(join(folder, building));
  }
}

/** Whether something has a name. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
