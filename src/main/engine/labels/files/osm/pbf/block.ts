import type { PbfReader } from 'pbf';
import type { Tags } from '../../feature';
import type { Member, Where } from '../assembly';
import { bytesOf, eachField, messageOf } from './messages';
import { ELEMENTS_MAX, NO_TAGS, Texts } from './texts';

/** Far more nodes than a way has, which are 2,000 ("Elements", OpenStreetMap wiki). */
const WAY_NODES_MAX = 2 ** 17;

/** Which version of an element it is, and whether the element existed then: only history files have several. */
export interface Version {
  readonly version: number;
  readonly visible: boolean;
}

/** Receives a block's elements; kinds without a method are not read. */
export interface BlockVisitor {
  /** Whether this key is wanted; null where tags do not matter. */
  readonly wantsKey: ((key: string) => boolean) | null;
  readonly node?: (id: number, lonDeg: number, latDeg: number, tags: Tags, version: Version) => void;
  readonly way?: (id: number, where: Where, tags: Tags, version: Version) => void;
  readonly relation?: (id: number, members: readonly Member[], tags: Tags, version: Version) => void;
  /** Called for elements that have none of the wanted keys. */
  readonly other?: (
    type: 'node' | 'way' | 'relation',
    id: number,
    version: Version,
    isTagged: boolean,
  ) => void;
}

/** A block's parameters of coordinates and its strings. */
interface Block {
  readonly degreesOf: { lon: (value: number) => number; lat: (value: number) => number };
  readonly texts: Texts;
  readonly visitor: BlockVisitor;
  readonly hasHistory: boolean;
}

/** The version in files without history. */
const ONLY: Version = { version: 0, visible: true };

/**
 * Reads a PrimitiveBlock ("PBF Format", OpenStreetMap wiki).
 * @param hasHistory whether elements have several versions, and may be deleted
 * @throws Error for damaged data
 */
export function readBlock(bytes: Uint8Array, visitor: BlockVisitor, hasHistory: boolean): void {
  const message = messageOf(bytes);
  const groups: Uint8Array[] = [];
  let table: Uint8Array = new Uint8Array();
  let granularity = 100;
  let latOffset = 0;
  let lonOffset = 0;
  eachField(message, (field) => {
    if (field === 1) table = bytesOf(message);
    else if (field === 2) {
      groups.push(bytesOf(message));
      if (groups.length > ELEMENTS_MAX) throw new Error('a block has too many groups');
    } else if (field === 17) granularity = message.readVarint(true);
    else if (field === 19) latOffset = message.readVarint(true);
    else if (field === 20) lonOffset = message.readVarint(true);
  });
  if (granularity < 1) throw new Error(`a block has the granularity ${granularity}`);
  // 1e7 and not 1e-7: then a coordinate is the number next to its decimal digits.
  const perDegree = granularity === 100 ? 1e7 : 1e9 / granularity;
  const block: Block = {
    degreesOf: {
      lon: (value) => inRange(lonOffset * 1e-9 + value / perDegree, 180),
      lat: (value) => inRange(latOffset * 1e-9 + value / perDegree, 90),
    },
    texts: new Texts(table, visitor.wantsKey),
    visitor,
    hasHistory,
  };
  let elements = 0;
  for (const group of groups) {
    const inGroup = messageOf(group);
    eachField(inGroup, (field) => {
      if (field < 1 || field > 4) return;
      const element = bytesOf(inGroup);
      if (field === 3) readWay(element, block);
      else if (field === 4) readRelation(element, block);
      else if (field === 2) elements += readDense(element, block);
      else readNode(element, block);
      elements += 1;
      if (elements > ELEMENTS_MAX) throw new Error('a block has too many elements');
    });
  }
}

function inRange(degrees: number, max: number): number {
  if (Math.abs(degrees) <= max) return degrees;
  throw new Error(`a coordinate is ${degrees} degrees`);
}

/** Reads dense nodes side by side from their columns; returns how many. */
function readDense(bytes: Uint8Array, { degreesOf, texts, visitor, hasHistory }: Block): number {
  if (visitor.node === undefined) return 0;
  const message = messageOf(bytes);
  const columns = new Map<number, PbfReader>();
  let info: Uint8Array = new Uint8Array();
  eachField(message, (field) => {
    if (field === 5 && hasHistory) info = bytesOf(message);
    if (field !== 1 && field !== 8 && field !== 9 && field !== 10) return;
    if (columns.has(field)) throw new Error('dense nodes have a column twice');
    columns.set(field, messageOf(bytesOf(message)));
  });
  const column = (field: number): PbfReader => columns.get(field) ?? messageOf(new Uint8Array());
  const [ids, lats, lons, keysAndValues] = [column(1), column(8), column(9), column(10)];
  const hasTags = keysAndValues.length > 0 && visitor.wantsKey !== null;
  const versionOf = hasHistory ? denseVersions(info) : () => ONLY;
  let [count, id, lat, lon] = [0, 0, 0, 0];
  while (ids.pos < ids.length) {
    if (++count > ELEMENTS_MAX) throw new Error('a block has too many elements');
    id += ids.readSVarint();
    lat += lats.readSVarint();
    lon += lons.readSVarint();
    const version = versionOf();
    const before = keysAndValues.pos;
    const tags = visitor.wantsKey === null ? NO_TAGS : hasTags ? texts.tagsUpToZero(keysAndValues) : null;
    if (tags !== null && version.visible)
      visitor.node(id, degreesOf.lon(lon), degreesOf.lat(lat), tags, version);
    else if (hasHistory || keysAndValues.pos > before + 1)
      visitor.other?.('node', id, version, keysAndValues.pos > before + 1);
  }
  if (lats.pos !== lats.length || lons.pos !== lons.length) {
    throw new Error('dense nodes have columns of different lengths');
  }
  return count;
}

/** The versions of dense nodes, one at a time. */
function denseVersions(info: Uint8Array): () => Version {
  const message = messageOf(info);
  let versions = messageOf(new Uint8Array());
  let visible = messageOf(new Uint8Array());
  eachField(message, (field) => {
    if (field === 1) versions = messageOf(bytesOf(message));
    else if (field === 6) visible = messageOf(bytesOf(message));
  });
  return () => ({
    version: versions.pos < versions.length ? versions.readVarint() : 0,
    visible: visible.pos < visible.length ? visible.readVarint() !== 0 : true,
  });
}

function versionOf(info: Uint8Array): Version {
  const message = messageOf(info);
  let [version, visible] = [0, true];
  eachField(message, (field) => {
    if (field === 1) version = message.readVarint();
    else if (field === 6) visible = message.readVarint() !== 0;
  });
  return { version, visible };
}

/** The fields that all elements but dense nodes have; others are passed on. */
function readElement(
  bytes: Uint8Array,
  { texts, hasHistory }: Block,
  other: (field: number, message: PbfReader) => void,
): { readonly tags: Tags | null; readonly isTagged: boolean; readonly version: Version } {
  const message = messageOf(bytes);
  let keys: Uint8Array = new Uint8Array();
  let values: Uint8Array = new Uint8Array();
  let version = ONLY;
  eachField(message, (field) => {
    if (field === 2) keys = bytesOf(message);
    else if (field === 3) values = bytesOf(message);
    else if (field === 4 && hasHistory) version = versionOf(bytesOf(message));
    else other(field, message);
  });
  return { tags: texts.tags(keys, values), isTagged: keys.length > 0, version };
}

function readNode(bytes: Uint8Array, block: Block): void {
  const { degreesOf, visitor } = block;
  if (visitor.node === undefined) return;
  let [id, lat, lon] = [0, 0, 0];
  const { tags, isTagged, version } = readElement(bytes, block, (field, message) => {
    if (field === 1) id = message.readSVarint();
    else if (field === 8) lat = message.readSVarint();
    else if (field === 9) lon = message.readSVarint();
  });
  if (tags !== null && version.visible)
    visitor.node(id, degreesOf.lon(lon), degreesOf.lat(lat), tags, version);
  else if (isTagged || block.hasHistory) visitor.other?.('node', id, version, isTagged);
}

function readWay(bytes: Uint8Array, block: Block): void {
  const { degreesOf, visitor } = block;
  if (visitor.way === undefined) return;
  let id = 0;
  let nodes: Uint8Array | undefined;
  let lats: Uint8Array | undefined;
  let lons: Uint8Array | undefined;
  const { tags, isTagged, version } = readElement(bytes, block, (field, message) => {
    if (field === 1) id = message.readVarint(true);
    else if (field === 8) nodes = bytesOf(message);
    else if (field === 9) lats = bytesOf(message);
    else if (field === 10) lons = bytesOf(message);
  });
  if (tags === null) {
    if (isTagged || block.hasHistory) visitor.other?.('way', id, version, isTagged);
    return;
  }
  const refs = summed(nodes, `way ${id} has too many nodes`);
  const [y, x] = [summed(lats, `way ${id} has too many nodes`), summed(lons, `way ${id} has too many nodes`)];
  if (x.length !== y.length) throw new Error(`way ${id} has columns of different lengths`);
  // A node of unknown location has a number that is not a coordinate (osmium's undefined location).
  const isKnown = (i: number): boolean =>
    Math.abs(x[i] ?? NaN) < UNDEFINED && Math.abs(y[i] ?? NaN) < UNDEFINED;
  const coordinates = x.flatMap((lon, i) =>
    isKnown(i) ? [degreesOf.lon(lon), degreesOf.lat(y[i] ?? 0)] : [],
  );
  const where = coordinates.length > 0 ? { refs, coordinates: Float64Array.from(coordinates) } : { refs };
  visitor.way(id, where, tags, version);
}

/** The number that osmium writes for an unknown location; no coordinate in 1e-7 degrees is as large. */
const UNDEFINED = 2_147_483_647;

/** Numbers that are each stored as the difference to the one before. */
function summed(bytes: Uint8Array | undefined, tooMany: string): number[] {
  const numbers: number[] = [];
  if (bytes === undefined) return numbers;
  const deltas = messageOf(bytes);
  for (let number = 0; deltas.pos < deltas.length;) {
    numbers.push((number += deltas.readSVarint()));
    if (numbers.length > WAY_NODES_MAX) throw new Error(tooMany);
  }
  return numbers;
}

function readRelation(bytes: Uint8Array, block: Block): void {
  const { texts, visitor } = block;
  if (visitor.relation === undefined) return;
  let id = 0;
  let ids: Uint8Array | undefined;
  let [roles, kinds]: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
  const { tags, isTagged, version } = readElement(bytes, block, (field, message) => {
    if (field === 1) id = message.readVarint(true);
    else if (field === 8) roles = bytesOf(message);
    else if (field === 9) ids = bytesOf(message);
    else if (field === 10) kinds = bytesOf(message);
  });
  if (tags === null) {
    if (isTagged || block.hasHistory) visitor.other?.('relation', id, version, isTagged);
    return;
  }
  const [roleColumn, kindColumn] = [messageOf(roles), messageOf(kinds)];
  const members = summed(ids, `relation ${id} has too many members`).map((ref) => {
    const role = texts.text(roleColumn.readVarint());
    return { ref, role, type: (['node', 'way', 'relation'] as const)[kindColumn.readVarint()] ?? '' };
  });
  visitor.relation(id, members, tags, version);
}
