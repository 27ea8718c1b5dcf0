import type { GridDatabase } from '../control/database';
import { keysInUse, stopJobs, type KeysInUse } from '../control/keysInUse';
import type { ObjectStore } from '../objects/objectStore';

/** Keys of embeddings and detections: how those of a place begin, and the whole of what a row would name. */
const WRITTEN = /^((?:layers|detections)\/[^/]+\/[^/]+\/-?\d+\.-?\d+\.)[\da-f]{16}\.(?:zarr(?=\/)|parquet$)/;

/** Groups that are removed while nobody may lease or complete a job. */
const AT_ONCE = 20;

/** Objects that belong together, and that no row of the manifest names. */
export interface Orphan {
  /** What a row would name: the group of a shard, or a file of detections. */
  readonly key: string;
  /** How keys of its place begin. */
  readonly prefix: string;
  readonly objects: readonly string[];
  readonly bytes: number;
  /** When the last of its objects was put, milliseconds since 1970. */
  readonly putMs: number;
}

/**
 * The objects of a grid's layers and runs that its manifest does not name, and at whose places nothing is to be done: what workers left
 * that were killed before they entered it, and what was replaced since. Other objects of the store are left out.
 * @throws UserError what database and store throw
 */
export async function findOrphans(database: GridDatabase, store: ObjectStore): Promise<Orphan[]> {
  const groups = new Map<string, Orphan>();
  for (const folder of ['layers/', 'detections/'])
    for await (const { key, bytes, putMs } of store.list(folder)) {
      const [group, prefix = ''] = WRITTEN.exec(key) ?? [];
      if (group === undefined) continue;
      const known = groups.get(group);
      groups.set(group, {
        ...{ key: group, prefix },
        objects: [...(known?.objects ?? []), key],
        bytes: (known?.bytes ?? 0) + bytes,
        putMs: Math.max(known?.putMs ?? 0, putMs),
      });
    }
  // Asked after the objects: what was entered meanwhile is known.
  const inUse = await keysInUse(database);
  return [...groups.values()].filter((orphan) => isOrphan(orphan, inUse, Infinity));
}

/**
 * Removes orphans that were put, and whose places were entered, before a time: who reads the manifest now reads nothing of them.
 * @param beforeMs milliseconds since 1970
 * @returns those that were removed
 * @throws UserError what database and store throw; what was removed until then is none the worse
 */
export async function removeOrphans(
  database: GridDatabase,
  store: ObjectStore,
  orphans: readonly Orphan[],
  beforeMs: number,
): Promise<Orphan[]> {
  const removed: Orphan[] = [];
  for (let from = 0; from < orphans.length; from += AT_ONCE)
    await database.transaction(async (sql) => {
      // A worker that is given such a place now would put the same objects, and enter them.
      await stopJobs(sql);
      const inUse = await keysInUse(sql);
      for (const orphan of orphans.slice(from, from + AT_ONCE)) {
        if (!isOrphan(orphan, inUse, beforeMs)) continue;
        await Promise.all(orphan.objects.map((key) => store.remove(key)));
        removed.push(orphan);
      }
    });
  return removed;
}

const isOrphan = (
  { key, prefix, putMs }: Orphan,
  { folders, named, awaited, enteredMs }: KeysInUse,
  beforeMs: number,
): boolean =>
  folders.has(/^[^/]+\/[^/]+\//.exec(key)?.[0] ?? '') &&
  !named.has(key) &&
  !awaited.has(prefix) &&
  putMs < beforeMs &&
  (enteredMs.get(prefix) ?? 0) < beforeMs;
