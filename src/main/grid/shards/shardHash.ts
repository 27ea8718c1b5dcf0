import { createHash } from 'node:crypto';
import type { ObjectStore } from '../objects/objectStore';
import type { StoredShard } from './shard';

/**
 * The hash of a shard: SHA-256 over its objects in the order of their names (by code points), each as name, NUL, length in decimal
 * digits, NUL, bytes.
 * @param objects names, counted from the shard's key, and bytes, in pieces or as they are read, in any order
 */
export async function shardHash(
  objects: Iterable<readonly [name: string, bytes: readonly Uint8Array[] | (() => Promise<Uint8Array>)]>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, bytes] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const pieces = typeof bytes === 'function' ? [await bytes()] : bytes;
    hash.update(`${name}\0${bytesIn(pieces)}\0`);
    for (const piece of pieces) hash.update(piece);
  }
  return hash.digest('hex');
}

/** Bytes of an object in pieces. */
export const bytesIn = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Whether the objects of a shard are those that were written, and no others. @throws UserError what the store throws */
export async function verifyShard(
  store: ObjectStore,
  { key, sha256 }: Pick<StoredShard, 'key' | 'sha256'>,
): Promise<boolean> {
  const objects: [string, () => Promise<Uint8Array>][] = [];
  for await (const found of store.list(`${key}/`))
    objects.push([found.key.slice(key.length + 1), () => store.get(found.key)]);
  return (await shardHash(objects)) === sha256;
}
