import type { PbfReader } from 'pbf';
import type { Tags } from '../../feature';
import { ONLY, type Block, type BlockVisitor, type Version } from './blockVisitor';
import { readDense } from './denseNodes';
import { bytesOf, eachField, messageOf } from './messages';
import { ELEMENTS_MAX, Texts } from './texts';

/** Far more nodes than a way has, which are 2,000 ("Elements", OpenStreetMap wiki). */
const WAY_NODES_MAX = 2 ** 17;

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
