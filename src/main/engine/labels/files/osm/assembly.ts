import { UserError } from '../../../../../shared/errors';
import { reasons, type Found, type Part, type Reading, type Tags } from '../feature';
import { NeededNodes, type NodeRange } from './neededNodes';
import { polygonsOf, type Boundary } from './rings';

/** A way or other member of a relation. */
export interface Member {
  readonly type: string;
  readonly ref: number;
  readonly role: string;
  /** Longitude, latitude pairs where the file has them here. */
  readonly coordinates?: Float64Array;
}

/** What is known of where an element lies. */
export interface Where {
  /** Ids of the nodes of a way. */
  readonly refs?: readonly number[];
  /** Longitude, latitude pairs of the nodes of a way. */
  readonly coordinates?: Float64Array;
  /** A longitude, latitude pair that represents the element: the centre of its bounds. */
  readonly centre?: Float64Array;
}

/** The most ways that areas are made of: a file with more is not an extract that labels are imported from. */
const BOUNDARIES_MAX = 1_000_000;

interface WaitingWay {
  readonly id: number;
  readonly tags: Tags;
  readonly nodes: NodeRange;
  readonly centre: Float64Array | undefined;
}

interface WaitingArea {
  readonly id: number;
  readonly tags: Tags;
  readonly members: readonly Member[];
  readonly centre: Float64Array | undefined;
}

/**
 * Assembles elements of OpenStreetMap. A file is read once for what is wanted; once more for the ways that bound wanted areas,
 * where there are any; and once more for the nodes of ways, where their coordinates are not known yet.
 */
export class OsmAssembly {
  readonly #nodes: NeededNodes;
  readonly #ways: WaitingWay[] = [];
  readonly #areas: WaitingArea[] = [];
  /** The ways that bound areas, by id. */
  readonly #boundaries = new Map<number, NodeRange | Float64Array | null>();
  #found: Found[] = [];
  #others = 0;

  constructor(
    private readonly name: string,
    private readonly reading: Reading,
  ) {
    this.#nodes = new NeededNodes(name);
  }

  /** What was found since the last call. */
  drain(): Found[] {
    if (this.#others > 0)
      this.#found.push({ kind: 'leftOut', reason: reasons.otherTags, count: this.#others });
    this.#others = 0;
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** An element whose tags are not wanted, and were not even read. */
  other(): void {
    this.#others += 1;
  }

  node(id: number, lonDeg: number, latDeg: number, tags: Tags): void {
    if (!this.#isWanted(tags)) return;
    this.#feature(`node/${id}`, tags, [{ kind: 'point', coordinates: Float64Array.of(lonDeg, latDeg) }]);
  }

  way(id: number, tags: Tags, { refs, coordinates, centre }: Where): void {
    if (!this.#isWanted(tags)) return;
    if (coordinates !== undefined && coordinates.length > 0) this.#line(id, tags, coordinates);
    else if (refs !== undefined && refs.length > 0)
      this.#ways.push({ id, tags, nodes: this.#nodes.add(refs), centre });
    else this.#centre('way', id, tags, centre);
  }

  relation(id: number, tags: Tags, members: readonly Member[], centre?: Float64Array): void {
    if (!this.#isWanted(tags)) return;
    const isArea = tags.type === 'multipolygon' || tags.type === 'boundary';
    const boundaries = members.filter(
      ({ type, role }) => type === 'way' && (role === '' || role === 'outer' || role === 'inner'),
    );
    if (!isArea || boundaries.length === 0) {
      this.#centre('relation', id, tags, centre);
      return;
    }
    this.#areas.push({ id, tags, members: boundaries, centre });
    for (const { ref, coordinates } of boundaries)
      if (coordinates === undefined) this.#boundaries.set(ref, null);
    if (this.#boundaries.size > BOUNDARIES_MAX) {
      throw new UserError(
        'unsupported-file',
        `${this.name} holds more areas than can be assembled. Use an extract of a smaller area.`,
      );
    }
  }

  /** Whether ways are to be shown once more, to `boundary`. */
  get needsWays(): boolean {
    return this.#boundaries.size > 0;
  }

  /** Whether a way bounds an area that is still incomplete. */
  isBoundary(id: number): boolean {
    return this.#boundaries.has(id);
  }

  boundary(id: number, { refs, coordinates }: Where): void {
    if (!this.#boundaries.has(id)) return;
    if (coordinates !== undefined && coordinates.length > 0) this.#boundaries.set(id, coordinates);
    else if (refs !== undefined) this.#boundaries.set(id, this.#nodes.add(refs));
  }

  /** Whether nodes are to be shown, to `place`; asked after the ways. */
  get needsNodes(): boolean {
    if (this.#nodes.isEmpty) return false;
    this.#nodes.prepare();
    return true;
  }

  place(id: number, lonDeg: number, latDeg: number): void {
    this.#nodes.found(id, lonDeg, latDeg);
  }

  /** Elements that waited for others. */
  *rest(): Generator<Found> {
    for (const { id, tags, nodes, centre } of this.#ways) {
      const coordinates = this.#nodes.coordinatesOf(nodes);
      // A centre is that of the whole way: better than a line of the few nodes that were found for another reason.
      const isWhole = coordinates.length === 2 * nodes.count;
      if (coordinates.length === 0 || (!isWhole && centre !== undefined))
        this.#centre('way', id, tags, centre);
      else this.#line(id, tags, coordinates);
      yield* this.drain();
    }
    for (const { id, tags, members, centre } of this.#areas) {
      const polygons = polygonsOf(members.flatMap((member) => this.#boundaryOf(member)));
      if (polygons === null) this.#centre('relation', id, tags, centre);
      else this.#feature(`relation/${id}`, tags, polygons);
      yield* this.drain();
    }
    yield* this.drain();
  }

  #boundaryOf({ ref, role, coordinates }: Member): Boundary[] {
    const way = coordinates ?? this.#boundaries.get(ref) ?? null;
    // A missing boundary leaves the outline open.
    const line =
      way === null ? new Float64Array() : way instanceof Float64Array ? way : this.#nodes.coordinatesOf(way);
    return [{ inner: role === 'inner', coordinates: line.length < 4 ? MISSING : line }];
  }

  #isWanted(tags: Tags): boolean {
    if (this.reading.wants(tags)) return true;
    if (this.reading.keys === null) this.#found.push({ kind: 'passed', attributes: tags });
    else this.#others += 1;
    return false;
  }

  #line(id: number, tags: Tags, coordinates: Float64Array): void {
    const kind = coordinates.length === 2 ? 'point' : 'line';
    this.#feature(`way/${id}`, tags, [{ kind, coordinates }]);
  }

  #centre(type: string, id: number, tags: Tags, centre: Float64Array | undefined): void {
    if (centre === undefined) this.#found.push({ kind: 'leftOut', reason: reasons.noPlace, count: 1 });
    else this.#feature(`${type}/${id}`, tags, [{ kind: 'centre', coordinates: centre }]);
  }

  #feature(ref: string, attributes: Tags, parts: readonly Part[]): void {
    this.#found.push({ kind: 'feature', feature: { ref, attributes, parts } });
  }
}

/** A way that can never be closed. */
const MISSING = Float64Array.of(Infinity, 0, 0, Infinity);
