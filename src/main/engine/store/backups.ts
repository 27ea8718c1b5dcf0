import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { UserError } from '../../../shared/errors';
import { besideName, exists, giveName, removeBuilding, removeLeftovers } from './newFile';
import { isFree } from './sole';
import { newDatabase } from './version';

/** The newest backups are all kept, and of older ones the last of each of some days. */
const NEWEST_KEPT = 3;
const DAYS_KEPT = 5;

/** Backups at the end of sessions are at least this far apart, ms: commands may follow each other fast. */
const APART_MS = 60_000;

/** What people made, and what took long to train; it is small. Layers, runs and the like can be computed again from it. */
const backedUp: readonly (readonly [table: string, rows: string])[] = [
  ['dtms', 'dtms'],
  ['label_classes', 'label_classes'],
  ['areas', 'areas'],
  ['labels', 'labels'],
  ['regions', 'regions'],
  ['attributions', 'attributions'],
  ['map_layers', 'map_layers'],
  ['encoders', 'present_encoders'],
  ['heads', 'present_heads'],
  ['grid_link', 'grid_link'],
  ['grid_rows', 'grid_rows'],
  ['grid_verdicts', 'grid_verdicts'],
];

/** A backup is a project file; its name is the moment it was written, in UTC. */
const backupName = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-\d{3}Z\.topo2vec$/;

/** The folder beside a project that holds its backups. */
export const backupsDirOf = (path: string): string => `${path}.backups`;

/**
 * Writes a backup of an open project beside it, a consistent snapshot, and removes old ones. It reads through a connection of its
 * own, so that neither writing nor reading waits.
 * @throws UserError `disk` when there is no room; existing backups stay
 */
export async function backUp(path: string): Promise<void> {
  const folder = backupsDirOf(path);
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder, isFree);
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')}.topo2vec`;
  const building = besideName(join(folder, name));
  try {
    const connection = await newDatabase(building);
    try {
      await connection.run('ATTACH ? AS project', [path]);
      const copies = backedUp.map(
        ([table, rows]) =>
          `DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM project.${rows};`,
      );
      await connection.script(`BEGIN; ${copies.join('\n')} COMMIT; DETACH project;`);
    } finally {
      await connection.close();
    }
    await giveName(building, join(folder, name));
  } catch (error) {
    await removeBuilding(building);
    throw error;
  }
  await removeOld(folder);
}

async function removeOld(folder: string): Promise<void> {
  const days = new Set<string>();
  for (const name of (await backupNames(folder)).slice(NEWEST_KEPT)) {
    const day = backupName.exec(name)?.[1] ?? '';
    if (days.has(day) || days.size === DAYS_KEPT) await rm(join(folder, name), { force: true });
    else days.add(day);
  }
}

/** A backup of a project. */
interface Backup {
  readonly path: string;
  /** When it was written, for people: `2026-11-29 14:02 UTC`. */
  readonly written: string;
  readonly writtenMs: number;
}

/** The newest backup of a project, or null. */
export async function newestBackup(path: string): Promise<Backup | null> {
  const folder = backupsDirOf(path);
  const [name] = await backupNames(folder);
  if (name === undefined) return null;
  const [, day = '', hour = '', minute = '', second = ''] = backupName.exec(name) ?? [];
  return {
    path: join(folder, name),
    written: `${day} ${hour}:${minute} UTC`,
    writtenMs: Date.parse(`${day}T${hour}:${minute}:${second}Z`),
  };
}

/** Writes a backup as `backUp` does, unless there is a very recent one. */
export async function backUpAtEnd(path: string): Promise<void> {
  const newest = await newestBackup(path);
  if (newest === null || Math.abs(Date.now() - newest.writtenMs) > APART_MS) await backUp(path);
}

/** Newest first. */
const backupNames = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch((): string[] => []))
    .filter((name) => backupName.test(name))
    .sort()
    .reverse();

/**
 * Restores the newest backup as a new project beside the damaged one, which stays as it is.
 * @returns its path
 * @throws UserError `not-found` when there is no backup
 */
export async function restoreBackup(path: string): Promise<string> {
  const backup = await newestBackup(path);
  if (backup === null)
    throw new UserError('not-found', `There is no backup of ${basename(path)} in ${backupsDirOf(path)}.`);
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  let restored = `${stem} restored${extension}`;
  for (let n = 2; await exists(restored); n++) restored = `${stem} restored ${n}${extension}`;
  const building = besideName(restored);
  try {
    await copyFile(backup.path, building);
    await giveName(building, restored);
  } catch (error) {
    await removeBuilding(building);
    throw error;
  }
  return restored;
}
