import { LRUCache } from 'lru-cache';
import type { StoredDetections } from '../control/detected';
import type { ObjectStore } from '../objects/objectStore';
import { storedDetections } from './findDetections';

/** Bytes that are kept in memory: some three million detections. */
const KEPT_BYTES = 64e6;

/** The detections of a shard as columns. */
interface ShardColumns {
  readonly lonDeg: Float64Array;
  readonly latDeg: Float64Array;
  /** As projects store them. */
  readonly probability: Float32Array;
  readonly classIds: readonly string[];
  /** In `classIds`. */
  readonly classIndex: Uint16Array;
}

/** Detections of shards, those that were read last from memory: their objects never change. */
export class ShardDetections {
  readonly #kept = new LRUCache<string, ShardColumns>({
    maxSize: KEPT_BYTES,
    sizeCalculation: ({ lonDeg }) => 1000 + 22 * lonDeg.length,
  });

  /** @throws UserError as `storedDetections` does */
  async of(store: ObjectStore, stored: StoredDetections): Promise<ShardColumns> {
    const key = `${store.place} ${stored.key} ${stored.sha256}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const all = await storedDetections(store, stored);
    const classIds = [...new Set(all.map(({ classId }) => classId))];
    const read = {
      lonDeg: Float64Array.from(all, ({ lonDeg }) => lonDeg),
      latDeg: Float64Array.from(all, ({ latDeg }) => latDeg),
      probability: Float32Array.from(all, ({ probability }) => probability),
      classIds,
      classIndex: Uint16Array.from(all, ({ classId }) => classIds.indexOf(classId)),
    };
    this.#kept.set(key, read);
    return read;
  }
}
