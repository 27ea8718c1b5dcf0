import { UserError } from '../../../../../shared/errors';

/** The most nodes of ways, and ways, that are kept at once: 32 bytes and about 200 bytes each. */
const NODES_MAX = 10_000_000;
const WAYS_MAX = 2_000_000;

/** Where the nodes of a way are among those of all ways, and how many it has. */
export interface NodeRange {
  readonly from: number;
  readonly count: number;
}

/** Nodes of ways that wait for their coordinates, in columns so that millions fit. */
export class NeededNodes {
  #ways = 0;
  /** Ids of the nodes of all ways, one way after the other. */
  #refs = new Float64Array(1024);
  #refCount = 0;
  /** The ids once each, ascending; and their coordinates, NaN where not found. */
  #ids = new Float64Array();
  #lonLat = new Float64Array();
  /** Where the last node was found: files have their nodes in the order of ids. */
  #cursor = 0;

  /** @param name of the file, for messages */
  constructor(private readonly name: string) {}

  get isEmpty(): boolean {
    return this.#refCount === 0;
  }

  /** @throws UserError `unsupported-file` when there are more nodes than can be kept */
  add(refs: readonly number[]): NodeRange {
    const from = this.#refCount;
    const count = from + refs.length;
    this.#ways += 1;
    if (count > NODES_MAX || this.#ways > WAYS_MAX) {
      throw new UserError(
        'unsupported-file',
        `${this.name} holds more than ${WAYS_MAX.toLocaleString('en')} lines, or lines of more than ${NODES_MAX.toLocaleString('en')} nodes. Use an extract of a smaller area.`,
      );
    }
    if (count > this.#refs.length) {
      const larger = new Float64Array(2 ** Math.ceil(Math.log2(count)));
      larger.set(this.#refs.subarray(0, this.#refCount));
      this.#refs = larger;
    }
    this.#refs.set(refs, this.#refCount);
    this.#refCount = count;
    return { from, count: refs.length };
  }

  /** Call it once all ways were added, before nodes are found. */
  prepare(): void {
    const sorted = this.#refs.slice(0, this.#refCount).sort();
    let count = 0;
    for (const id of sorted) if (count === 0 || id !== sorted[count - 1]) sorted[count++] = id;
    this.#ids = sorted.subarray(0, count);
    this.#lonLat = new Float64Array(2 * count).fill(NaN);
  }

  /** Takes the coordinates of a node if it is needed. */
  found(id: number, lonDeg: number, latDeg: number): void {
    const at = this.#find(id);
    if (at === -1) return;
    this.#lonLat[2 * at] = lonDeg;
    this.#lonLat[2 * at + 1] = latDeg;
  }

  /** Longitude, latitude pairs of the nodes of a way that were found: an extract may have cut off some. */
  coordinatesOf({ from, count }: NodeRange): Float64Array {
    const coordinates = new Float64Array(2 * count);
    let length = 0;
    for (let i = from; i < from + count; i++) {
      const at = this.#find(this.#refs[i] ?? NaN);
      const lonDeg = this.#lonLat[2 * at] ?? NaN;
      if (Number.isNaN(lonDeg)) continue;
      coordinates[length++] = lonDeg;
      coordinates[length++] = this.#lonLat[2 * at + 1] ?? NaN;
    }
    return coordinates.subarray(0, length);
  }

  /** Index of an id, -1 where it is not needed. */
  #find(id: number): number {
    const ids = this.#ids;
    let low = 0;
    let high = ids.length;
    const here = ids[this.#cursor] ?? Infinity;
    const next = ids[this.#cursor + 1] ?? Infinity;
    if (id > here && id < next) return -1;
    if (id === here) return this.#cursor;
    if (id === next) return ++this.#cursor;
    if (id > here) low = this.#cursor + 1;
    else high = this.#cursor;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((ids[middle] ?? Infinity) < id) low = middle + 1;
      else high = middle;
    }
    // The cursor is at the last id that is not above this one.
    this.#cursor = ids[low] === id ? low : Math.max(0, low - 1);
    return ids[low] === id ? low : -1;
  }
}
