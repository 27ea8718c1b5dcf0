import { UserError } from '../../../../../shared/errors';
import type { ByteSource } from '../byteSource';
import { reasons, WGS84, type Found, type Reading } from '../feature';
import { readXml, type XmlVisitor } from '../xml';
import { OsmAssembly, type Member } from './assembly';
import type { LabelReader } from '../labelReader';

/** An element that is being read. */
interface Element {
  readonly type: string;
  readonly id: number;
  /** 0 where it is not stated. */
  readonly version: number;
  readonly isDeleted: boolean;
  readonly at: Float64Array | null;
  readonly tags: Record<string, string>;
  readonly refs: number[];
  /** Coordinates of its nodes, where they are given with their ids. */
  readonly coordinates: number[];
  readonly members: { type: string; ref: number; role: string; coordinates: number[] }[];
  centre: Float64Array | undefined;
}

/** By its root element. */
export const reader: LabelReader = {
  recognises: ({ xmlRoot }) => xmlRoot === 'osm' || xmlRoot === 'osmChange',
  read: readOsmXml,
};

/**
 * Features of OSM XML, as editors, osmium and Overpass servers write it ("OSM XML", OpenStreetMap wiki; `out center`, `out bb` and
 * `out geom` of "Overpass API/Output Formats").
 * @throws UserError `unsupported-file`, for files of changes too
 */
export function* readOsmXml(source: ByteSource, reading: Reading): Generator<Found> {
  yield {
    kind: 'about',
    about: { format: 'osm-xml', layers: [source.name], layer: source.name, crs: WGS84, table: null },
  };
  yield { kind: 'fromOsm' };
  const assembly = new OsmAssembly(source.name, reading);
  let damaged = 0;
  const take = (element: Element): void => {
    const { type, id, at, tags } = element;
    const isTagged = Object.keys(tags).length > 0;
    if (!Number.isSafeInteger(id)) damaged += 1;
    else if (!isTagged) return;
    else if (type === 'node' && at !== null) assembly.node(id, at[0] ?? NaN, at[1] ?? NaN, tags);
    else if (type === 'way') assembly.way(id, tags, whereOf(element));
    else if (type === 'relation') assembly.relation(id, tags, membersOf(element), element.centre);
  };
  for (const doneBytes of readXml(source, elements(source.name, take))) {
    yield* assembly.drain();
    yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
  }
  yield* assembly.drain();
  if (damaged > 0) yield { kind: 'leftOut', reason: reasons.noFeature, count: damaged };
  if (assembly.needsWays) {
    const boundary = (element: Element): void => {
      if (element.type === 'way') assembly.boundary(element.id, whereOf(element));
    };
    yield* again(source, boundary);
  }
  if (assembly.needsNodes) {
    const place = ({ type, id, at }: Element): void => {
      if (type === 'node' && at !== null) assembly.place(id, at[0] ?? NaN, at[1] ?? NaN);
    };
    yield* again(source, place);
  }
  yield* assembly.rest();
}

function* again(source: ByteSource, take: (element: Element) => void): Generator<Found> {
  for (const doneBytes of readXml(source, elements(source.name, take)))
    yield { kind: 'progress', doneBytes, totalBytes: source.totalBytes };
}

const whereOf = ({ refs, coordinates, centre }: Element) => ({
  refs,
  ...(coordinates.length > 0 ? { coordinates: Float64Array.from(coordinates) } : {}),
  ...(centre === undefined ? {} : { centre }),
});

const membersOf = ({ members }: Element): Member[] =>
  members.map(({ coordinates, ...member }) =>
    coordinates.length > 0 ? { ...member, coordinates: Float64Array.from(coordinates) } : member,
  );

/**
 * A visitor that gives each element as a whole: in files of history, whose versions follow each other, the newest. Deleted ones are
 * skipped.
 */
function elements(name: string, take: (element: Element) => void): XmlVisitor {
  let element: Element | null = null;
  let newest: Element | null = null;
  const flush = (): void => {
    if (newest?.isDeleted === false) take(newest);
    newest = null;
  };
  return {
    open: (tag, attributes) => {
      if (tag === 'osmChange' || (tag === 'action' && element === null)) {
        throw new UserError(
          'unsupported-file',
          `${name} holds changes to the map, not the map itself. Apply them to an extract first: osmium apply-changes`,
        );
      }
      if (tag === 'node' || tag === 'way' || tag === 'relation') {
        element = {
          type: tag,
          id: attributes.id === undefined ? NaN : Number(attributes.id),
          version: Number(attributes.version ?? 0) || 0,
          isDeleted: attributes.action === 'delete' || attributes.visible === 'false',
          at: pairOf(attributes),
          tags: {},
          refs: [],
          coordinates: [],
          members: [],
          centre: undefined,
        };
      } else if (element === null) return;
      else if (tag === 'tag') element.tags[attributes.k ?? ''] = attributes.v ?? '';
      else if (tag === 'center') element.centre = pairOf(attributes) ?? undefined;
      else if (tag === 'bounds') element.centre ??= middleOf(attributes);
      else if (tag === 'nd') {
        const pair = pairOf(attributes);
        const member = element.members.at(-1);
        if (element.type === 'relation') member?.coordinates.push(...(pair ?? []));
        else {
          element.refs.push(Number(attributes.ref ?? NaN));
          element.coordinates.push(...(pair ?? []));
        }
      } else if (tag === 'member') {
        const { type = '', role = '' } = attributes;
        element.members.push({ type, role, ref: Number(attributes.ref ?? NaN), coordinates: [] });
      }
    },
    close: (tag) => {
      if (tag === 'osm') flush();
      if (element?.type !== tag) return;
      if (newest?.type !== tag || newest.id !== element.id) flush();
      if (newest === null || element.version >= newest.version) newest = element;
      element = null;
    },
  };
}

function pairOf({ lon, lat }: Readonly<Record<string, string>>): Float64Array | null {
  if (lon === undefined || lat === undefined) return null;
  return Float64Array.of(Number(lon), Number(lat));
}

function middleOf(bounds: Readonly<Record<string, string>>): Float64Array | undefined {
  const [west, east, south, north] = ['minlon', 'maxlon', 'minlat', 'maxlat'].map((name) =>
    Number(bounds[name] ?? NaN),
  );
  const middle = Float64Array.of(((west ?? NaN) + (east ?? NaN)) / 2, ((south ?? NaN) + (north ?? NaN)) / 2);
  return middle.some(Number.isNaN) ? undefined : middle;
}
