import { UserError } from '../../../shared/errors';
import type { Tags } from './osmFeature';

/** Nodes of ways, and ways, that are kept at once: 32 bytes and some 200 bytes each. */
const NODES_MAX = 10_000_000;
const WAYS_MAX = 2_000_000;

/** A way whose nodes are known by id alone. */
interface Way {
  readonly id: number;
  readonly tags: Tags;
  /** Where its nodes stand among those of all ways, and how many it has. */
  readonly from: number;
  readonly count: number;
}

/** Ways that wait for the coordinates of their nodes, in columns so that millions fit. */
export class NeededNodes {
  readonly #ways: Way[] = [];
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
  add(id: number, refs: readonly number[], tags: Tags): void {
    const count = this.#refCount + refs.length;
    if (count > NODES_MAX || this.#ways.length >= WAYS_MAX) {
      throw new UserError(
        'unsupported-file',
        `${this.name} holds more than ${WAYS_MAX.toLocaleString('en')} lines, or lines of more than ${NODES_MAX.toLocaleString('en')} nodes. Take an extract of a smaller area.`,
      );
    }
    if (count > this.#refs.length) {
      const larger = new Float64Array(2 ** Math.ceil(Math.log2(count)));
      larger.set(this.#refs.subarray(0, this.#refCount));
      this.#refs = larger;
    }
    this.#refs.set(refs, this.#refCount);
    this.#ways.push({ id, tags, from: this.#refCount, count: refs.length });
    this.#refCount = count;
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

  /** The ways with the coordinates of their nodes; those of which none was found are left out. */
  *ways(): Generator<{ id: number; tags: Tags; coordinates: Float64Array }> {
    for (const { id, tags, from, count } of this.#ways) {
      const coordinates = new Float64Array(2 * count);
      let length = 0;
      for (let i = from; i < from + count; i++) {
        const at = this.#find(this.#refs[i] ?? NaN);
        const lonDeg = this.#lonLat[2 * at] ?? NaN;
        // A way that an extract cut off lacks some of its nodes; what is there is still on the ground.
        if (Number.isNaN(lonDeg)) continue;
        coordinates[length++] = lonDeg;
        coordinates[length++] = this.#lonLat[2 * at + 1] ?? NaN;
      }
      if (length > 0) yield { id, tags, coordinates: coordinates.slice(0, length) };
    }
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
    // The cursor stands at the last id that is not above this one.
    this.#cursor = ids[low] === id ? low : Math.max(0, low - 1);
    return ids[low] === id ? low : -1;
  }
}
