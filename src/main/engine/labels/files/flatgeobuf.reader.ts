import { UserError } from '../../../../shared/errors';
import type { ByteSource } from './byteSource';
import { reasons, type Found, type Part } from './feature';
import { FlatTable } from './flatBuffer';
import { bytesFrom } from './shapefile/dbf';
import type { LabelReader } from './labelReader';

/** The magic bytes, of which the last is a minor version. */
const MAGIC_BYTES = 8;
/** The most that a header and a feature may hold. */
const HEADER_BYTES_MAX = 16 * 1024 * 1024;
const FEATURE_BYTES_MAX = 128 * 1024 * 1024;
/** An entry of the index: a box and an offset. */
const NODE_BYTES = 40;
const TELL_EVERY = 1000;
/** The deepest nesting of geometries. */
const DEPTH_MAX = 20;

/** Readers of values by the number of their type in the format's schema; those of variable length are null. */
const fixed: Readonly<
  Record<number, readonly [bytes: number, read: (view: DataView, at: number) => unknown]>
> = {
  0: [1, (view, at) => view.getInt8(at)],
  1: [1, (view, at) => view.getUint8(at)],
  2: [1, (view, at) => view.getUint8(at) !== 0],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [2, (view, at) => view.getUint16(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getUint32(at, true)],
  7: [8, (view, at) => view.getBigInt64(at, true)],
  8: [8, (view, at) => view.getBigUint64(at, true)],
  9: [4, (view, at) => view.getFloat32(at, true)],
  10: [8, (view, at) => view.getFloat64(at, true)],
};
const BINARY = 14;

interface Column {
  readonly name: string;
  readonly type: number;
}

/** By its magic bytes. */
export const reader: LabelReader = {
  recognises: ({ bytes }) => bytes.toString('latin1', 0, 3) === 'fgb',
  read: readFlatGeobuf,
};

/**
 * Features of FlatGeobuf 3 (flatgeobuf.org, header.fbs and feature.fbs), with or without an index, which is skipped.
 * @throws UserError `unsupported-file`
 */
export function* readFlatGeobuf(source: ByteSource): Generator<Found> {
  const { name } = source;
  const magic = bytesFrom(source, MAGIC_BYTES);
  if (magic?.[3] !== 3) {
    throw new UserError(
      'unsupported-file',
      `${name} is in a version of FlatGeobuf that is not supported. Convert it with: ogr2ogr`,
    );
  }
  try {
    const header = FlatTable.root(sized(source, HEADER_BYTES_MAX));
    const layer = header.text(0) || name;
    yield {
      kind: 'about',
      about: { format: 'flatgeobuf', layers: [layer], layer, crs: crsOf(header), table: null },
    };
    const columns = columnsOf(header, 7);
    const type = header.number(2, 'Uint8', 0);
    skip(source, indexBytes(header.long(8), header.number(9, 'Uint16', 16)));
    for (let count = 0; source.doneBytes < source.totalBytes; count++) {
      const feature = FlatTable.root(sized(source, FEATURE_BYTES_MAX));
      yield featureOf(feature, type, columns);
      if (count % TELL_EVERY === 0)
        yield { kind: 'progress', doneBytes: source.doneBytes, totalBytes: source.totalBytes };
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      'unsupported-file',
      `${name} is a FlatGeobuf that is damaged or cut short. Download it again.`,
      {
        cause: error,
      },
    );
  }
}

/** What follows its size. */
function sized(source: ByteSource, maxBytes: number): Uint8Array {
  const size = bytesFrom(source, 4);
  const count = size === null ? -1 : new DataView(size.buffer).getUint32(0, true);
  if (count < 4 || count > maxBytes || count > source.totalBytes)
    throw new RangeError('A size is not right.');
  const bytes = bytesFrom(source, count);
  if (bytes === null) throw new RangeError('It is cut short.');
  return bytes;
}

/** The bytes of a packed R-tree: all nodes of all levels. */
function indexBytes(features: number, nodeSize: number): number {
  if (features === 0 || nodeSize === 0) return 0;
  if (nodeSize === 1) throw new RangeError('An index has nodes of one.');
  let nodes = features;
  for (let level = features; level > 1;) nodes += level = Math.ceil(level / nodeSize);
  return (features === 1 ? 2 : nodes) * NODE_BYTES;
}

function skip(source: ByteSource, count: number): void {
  if (count > source.totalBytes - source.doneBytes) throw new RangeError('It is cut short.');
  const part = new Uint8Array(Math.min(count, 1024 * 1024));
  for (let left = count; left > 0;)
    left -= source.read(part.subarray(0, Math.min(left, part.length))) || left;
}

function crsOf(header: FlatTable): string | null {
  const crs = header.table(10);
  if (crs === null) return null;
  const [org, code, wkt, codeText] = [crs.text(0), crs.number(1, 'Int32', 0), crs.text(4), crs.text(5)];
  if (code > 0) return `${org || 'EPSG'}:${code}`;
  if (codeText !== '' && org !== '') return `${org}:${codeText}`;
  return wkt === '' ? null : wkt;
}

const columnsOf = (table: FlatTable, field: number): Column[] =>
  table.tables(field).map((column) => ({ name: column.text(0), type: column.number(1, 'Uint8', 0) }));

function featureOf(feature: FlatTable, type: number, columns: readonly Column[]): Found {
  const own = columnsOf(feature, 2);
  const attributes = attributesOf(feature.vector(1, 1), own.length > 0 ? own : columns);
  const geometry = feature.table(0);
  const parts = geometry === null ? [] : partsOf(geometry, type, 0);
  return parts === null || attributes === null
    ? { kind: 'leftOut', reason: reasons.damaged, count: 1 }
    : { kind: 'feature', feature: { ref: null, attributes, parts } };
}

function attributesOf(bytes: Uint8Array | null, columns: readonly Column[]): Record<string, unknown> | null {
  const attributes: Record<string, unknown> = {};
  if (bytes === null) return attributes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length;) {
    const column = columns[view.getUint16(at, true)];
    at += 2;
    if (column === undefined) return null;
    const [size, read] = fixed[column.type] ?? [];
    if (size !== undefined && read !== undefined) {
      attributes[column.name] = read(view, at);
      at += size;
      continue;
    }
    const length = view.getUint32(at, true);
    at += 4 + length;
    if (at > bytes.length) return null;
    if (column.type !== BINARY)
      attributes[column.name] = Buffer.from(bytes.subarray(at - length, at)).toString('utf8');
  }
  return attributes;
}

/** The parts of a geometry, whose type is in the header where all have the same; null where it is damaged. */
function partsOf(geometry: FlatTable, headerType: number, depth: number): Part[] | null {
  if (depth > DEPTH_MAX) return null;
  const type = headerType === 0 ? geometry.number(6, 'Uint8', 0) : headerType;
  if (type === 6 || type === 7) {
    const parts: Part[] = [];
    for (const each of geometry.tables(7)) {
      const found = partsOf(each, type === 6 ? 3 : 0, depth + 1);
      if (found === null) return null;
      parts.push(...found);
    }
    return parts;
  }
  const pairs = doubles(geometry.vector(1, 8));
  if (pairs.length % 2 !== 0 || !pairs.every((value) => Number.isFinite(value)))
    return type === 1 ? [] : null;
  const lines = split(pairs, geometry.vector(0, 4));
  if (lines === null) return null;
  switch (type) {
    case 1:
    case 4:
      return Array.from({ length: pairs.length / 2 }, (_, i) => ({
        kind: 'point',
        coordinates: pairs.slice(2 * i, 2 * i + 2),
      }));
    case 2:
    case 5:
      return lines.map((coordinates) => ({ kind: coordinates.length === 2 ? 'point' : 'line', coordinates }));
    case 3:
      return lines.length === 0 ? [] : [{ kind: 'polygon', rings: lines }];
    default:
      return null;
  }
}

/** Numbers from bytes that need not be aligned. */
function doubles(bytes: Uint8Array | null): Float64Array {
  return bytes === null ? new Float64Array() : new Float64Array(bytes.slice().buffer);
}

/** Lines of which each ends at a number of pairs; null where these are damaged. */
function split(pairs: Float64Array, bytes: Uint8Array | null): Float64Array[] | null {
  if (bytes === null || bytes.length === 0) return pairs.length === 0 ? [] : [pairs];
  const lines: Float64Array[] = [];
  let from = 0;
  for (const end of new Uint32Array(bytes.slice().buffer)) {
    if (end < from || 2 * end > pairs.length) return null;
    if (end > from) lines.push(pairs.slice(2 * from, 2 * end));
    from = end;
  }
  return lines;
}
