import type { PbfReader } from 'pbf';
import type { Tags } from '../osmFeature';
import { bytesOf, eachField, messageOf } from './messages';

/** More than writers put into one block, which are 8,000 each ("PBF Format", OpenStreetMap wiki), by far. */
const ELEMENTS_MAX = 2 ** 20;
/** More nodes than a way has, which are 2,000 ("Elements", OpenStreetMap wiki), by far. */
const WAY_NODES_MAX = 2 ** 17;

/** What is told of a block's nodes and ways. */
export interface BlockVisitor {
  /** Whether tags are looked at that have this key; null where tags do not matter and all nodes are told, but no ways. */
  readonly wantsKey: ((key: string) => boolean) | null;
  node(id: number, lonDeg: number, latDeg: number, tags: Tags): void;
  /** @param refs ids of its nodes */
  way(id: number, refs: readonly number[], tags: Tags): void;
}

/** A block's numbers for coordinates and its texts. */
interface Block {
  readonly degreesOf: { lon: (value: number) => number; lat: (value: number) => number };
  readonly texts: Texts;
  readonly visitor: BlockVisitor;
}

/**
 * Reads a PrimitiveBlock ("PBF Format", OpenStreetMap wiki); relations are passed over.
 * @throws Error for what is damaged
 */
export function readBlock(bytes: Uint8Array, visitor: BlockVisitor): void {
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
  };
  let elements = 0;
  for (const group of groups) {
    const inGroup = messageOf(group);
    eachField(inGroup, (field) => {
      if (field < 1 || field > 3) return;
      const element = bytesOf(inGroup);
      if (field === 2) elements += readDense(element, block);
      else if (field === 1) readNode(element, block);
      else if (visitor.wantsKey !== null) readWay(element, block);
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
function readDense(bytes: Uint8Array, { degreesOf, texts, visitor }: Block): number {
  const message = messageOf(bytes);
  const columns = new Map<number, PbfReader>();
  eachField(message, (field) => {
    if (field !== 1 && field !== 8 && field !== 9 && field !== 10) return;
    if (columns.has(field)) throw new Error('dense nodes have a column twice');
    columns.set(field, messageOf(bytesOf(message)));
  });
  const column = (field: number): PbfReader => columns.get(field) ?? messageOf(new Uint8Array());
  const [ids, lats, lons, keysAndValues] = [column(1), column(8), column(9), column(10)];
  const hasTags = keysAndValues.length > 0 && visitor.wantsKey !== null;
  let [count, id, lat, lon] = [0, 0, 0, 0];
  while (ids.pos < ids.length) {
    if (++count > ELEMENTS_MAX) throw new Error('a block has too many elements');
    id += ids.readSVarint();
    lat += lats.readSVarint();
    lon += lons.readSVarint();
    if (visitor.wantsKey === null) visitor.node(id, degreesOf.lon(lon), degreesOf.lat(lat), {});
    else if (hasTags) {
      const tags = texts.tagsUpToZero(keysAndValues);
      if (tags !== null) visitor.node(id, degreesOf.lon(lon), degreesOf.lat(lat), tags);
    }
  }
  if (lats.pos !== lats.length || lons.pos !== lons.length) {
    throw new Error('dense nodes have columns of different lengths');
  }
  return count;
}

function readNode(bytes: Uint8Array, { degreesOf, texts, visitor }: Block): void {
  const message = messageOf(bytes);
  let [id, lat, lon] = [0, 0, 0];
  let keys: Uint8Array = new Uint8Array();
  let values: Uint8Array = new Uint8Array();
  eachField(message, (field) => {
    if (field === 1) id = message.readSVarint();
    else if (field === 2) keys = bytesOf(message);
    else if (field === 3) values = bytesOf(message);
    else if (field === 8) lat = message.readSVarint();
    else if (field === 9) lon = message.readSVarint();
  });
  const tags = visitor.wantsKey === null ? {} : texts.tags(keys, values);
  if (tags !== null) visitor.node(id, degreesOf.lon(lon), degreesOf.lat(lat), tags);
}

function readWay(bytes: Uint8Array, { texts, visitor }: Block): void {
  const message = messageOf(bytes);
  let id = 0;
  let keys: Uint8Array = new Uint8Array();
  let values: Uint8Array = new Uint8Array();
  let nodes: Uint8Array = new Uint8Array();
  eachField(message, (field) => {
    if (field === 1) id = message.readVarint(true);
    else if (field === 2) keys = bytesOf(message);
    else if (field === 3) values = bytesOf(message);
    else if (field === 8) nodes = bytesOf(message);
  });
  const tags = texts.tags(keys, values);
  if (tags === null) return;
  const refs: number[] = [];
  const deltas = messageOf(nodes);
  for (let ref = 0; deltas.pos < deltas.length;) {
    refs.push((ref += deltas.readSVarint()));
    if (refs.length > WAY_NODES_MAX) throw new Error(`way ${id} has too many nodes`);
  }
  visitor.way(id, refs, tags);
}

/** The texts of a block, decoded when they are asked for: most never are. */
class Texts {
  readonly #texts: (string | Uint8Array)[] = [];
  /** By text: whether it is a key that is looked for; 0 not known yet, 1 yes, 2 no. */
  readonly #keys: Uint8Array;

  constructor(
    table: Uint8Array,
    private readonly wantsKey: BlockVisitor['wantsKey'],
  ) {
    const message = messageOf(table);
    eachField(message, (field) => {
      if (field !== 1) return;
      this.#texts.push(bytesOf(message));
      if (this.#texts.length > ELEMENTS_MAX) throw new Error('a block has too many texts');
    });
    this.#keys = new Uint8Array(this.#texts.length);
  }

  /** Tags from a column of keys and one of values; null where there is no key that is looked for. */
  tags(keys: Uint8Array, values: Uint8Array): Tags | null {
    const keyColumn = messageOf(keys);
    let isLookedFor = false;
    let count = 0;
    for (; keyColumn.pos < keyColumn.length; count++) {
      if (this.#isKey(keyColumn.readVarint())) isLookedFor = true;
    }
    if (!isLookedFor) return null;
    keyColumn.pos = 0;
    const valueColumn = messageOf(values);
    const tags: Record<string, string> = {};
    for (let i = 0; i < count; i++) {
      const key = this.#text(keyColumn.readVarint());
      tags[key] = this.#text(valueColumn.readVarint());
    }
    if (valueColumn.pos !== valueColumn.length) throw new Error('keys and values differ in number');
    return tags;
  }

  /** Tags from a column where keys and values alternate and 0 ends those of a node; null as above. */
  tagsUpToZero(column: PbfReader): Tags | null {
    const start = column.pos;
    let isLookedFor = false;
    for (let key = column.readVarint(); key !== 0; key = column.readVarint()) {
      if (this.#isKey(key)) isLookedFor = true;
      column.readVarint();
    }
    if (!isLookedFor) return null;
    const end = column.pos;
    column.pos = start;
    const tags: Record<string, string> = {};
    for (let key = column.readVarint(); key !== 0; key = column.readVarint()) {
      tags[this.#text(key)] = this.#text(column.readVarint());
    }
    column.pos = end;
    return tags;
  }

  #isKey(index: number): boolean {
    const known = this.#keys[index];
    if (known !== 0 && known !== undefined) return known === 1;
    const isKey = this.wantsKey?.(this.#text(index)) ?? false;
    this.#keys[index] = isKey ? 1 : 2;
    return isKey;
  }

  #text(index: number): string {
    const text = this.#texts[index];
    if (text === undefined) throw new Error('a tag is none of the texts of its block');
    if (typeof text === 'string') return text;
    const decoded = Buffer.from(text.buffer, text.byteOffset, text.length).toString('utf8');
    this.#texts[index] = decoded;
    return decoded;
  }
}
