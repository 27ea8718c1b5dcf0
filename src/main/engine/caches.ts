/** Something that is kept in memory and can be made again. */
interface Cache {
  clear(): void;
}

/**
 * Everything that a session keeps in memory of an open project, one cache of each class: a room that keeps something has a class
 * with its limit (an `LRUCache`, by bytes where sizes differ), and asks for it by `caches.of(Class)`.
 */
export class Caches {
  readonly #caches = new Map<new () => Cache, Cache>();

  /** The project's cache of a class, which is empty on first use. */
  of<T extends Cache>(kind: new () => T): T {
    const kept = this.#caches.get(kind);
    if (kept instanceof kind) return kept;
    const made = new kind();
    this.#caches.set(kind, made);
    return made;
  }

  /** Empties all; called when the project closes. */
  clear(): void {
    for (const cache of this.#caches.values()) cache.clear();
    this.#caches.clear();
  }
}
