import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../../../../shared/errors';
import { allBytes, readBytes, type ByteSource, type LabelSource } from '../byteSource';
import { reasons, type About, type Found, type LabelFeature, type Reading } from '../feature';
import { textFrom } from '../text';
import { bytesFrom, dbfRows } from './dbf';
import { partsOfShape } from './shp';
import type { LabelReader } from '../labelReader';

/** The most that one shape may hold: a coast of millions of corners. */
const SHAPE_BYTES_MAX = 128 * 1024 * 1024;
/** The most bytes of the text files beside a Shapefile. */
const TEXT_BYTES_MAX = 1024 * 1024;
/** Sizes of the headers of a file and of a record. */
const [HEAD_BYTES, RECORD_BYTES] = [100, 8];
/** Shapes between two progress reports. */
const TELL_EVERY = 1000;

/** Gives `work` a file beside the shapes while it iterates; null where there is none. */
export type Beside = <T>(ending: string, work: (source: ByteSource | null) => Iterable<T>) => Iterable<T>;

/** By the file code of its header. */
export const reader: LabelReader = {
  recognises: ({ bytes }) => bytes.length >= 100 && bytes.readUInt32BE(0) === 9994,
  read: readShapefile,
};

/**
 * Features of a Shapefile: shapes, with the rows of the .dbf, the CRS of the .prj and the encoding of the .cpg beside it.
 * @throws UserError `unsupported-file`
 */
export function readShapefile(shapes: ByteSource, _reading: Reading, from: LabelSource): Iterable<Found> {
  const layer = shapes.name.replace(/\.shp$/i, '');
  const beside: Beside = (ending, work) => {
    const path = from.kind === 'file' ? fileBeside(from.path, ending) : null;
    if (path === null) return work(null);
    return readBytes({ kind: 'file', name: basename(path), path }, work);
  };
  return shapesOf(shapes, beside, { layers: [layer], layer });
}

/** As `readShapefile`, wherever the files are. */
export function* shapesOf(
  shapes: ByteSource,
  beside: Beside,
  layers: Pick<About, 'layers' | 'layer'>,
  isOneOfSeveral = false,
): Generator<Found> {
  const [crs = null] = beside('prj', textOf);
  const [codePage = null] = beside('cpg', textOf);
  yield { kind: 'about', about: { format: 'shapefile', ...layers, crs, table: null } };
  yield* beside('dbf', (table) =>
    records(shapes, table, codePage, isOneOfSeveral ? { layer: layers.layer } : {}),
  );
}

/** The path of the file beside another that has the ending, in lower or upper case; null where there is none. */
function fileBeside(path: string, ending: string): string | null {
  const stem = path.replace(/\.[^.\\/]*$/, '');
  return [`${stem}.${ending}`, `${stem}.${ending.toUpperCase()}`].find((each) => existsSync(each)) ?? null;
}

const textOf = (source: ByteSource | null): string[] => {
  const text =
    source === null
      ? ''
      : textFrom(allBytes(source, TEXT_BYTES_MAX))
          .replace(/^\uFEFF/, '')
          .trim();
  return text === '' ? [] : [text];
};

function* records(
  shapes: ByteSource,
  table: ByteSource | null,
  codePage: string | null,
  named: Pick<LabelFeature, 'layer'>,
): Generator<Found> {
  const nextRow = table === null ? () => ({}) : dbfRows(table, codePage);
  shapes.rewind();
  if (bytesFrom(shapes, HEAD_BYTES) === null) throw cutShort(shapes.name);
  for (let count = 0; ; count++) {
    const head = new Uint8Array(RECORD_BYTES);
    const got = shapes.read(head);
    if (got === 0) return;
    if (got < RECORD_BYTES) throw cutShort(shapes.name);
    // Lengths count words of 16 bits.
    const length = 2 * new DataView(head.buffer).getInt32(4, false);
    if (length < 0 || length > SHAPE_BYTES_MAX || length > shapes.totalBytes) throw cutShort(shapes.name);
    const bytes = bytesFrom(shapes, length);
    if (bytes === null) throw cutShort(shapes.name);
    const attributes = nextRow();
    if (attributes === undefined) continue;
    const parts = partsOfShape(bytes);
    yield parts === null
      ? { kind: 'leftOut', reason: reasons.damaged, count: 1 }
      : { kind: 'feature', feature: { ref: null, attributes: attributes ?? {}, parts, ...named } };
    if (count % TELL_EVERY === 0)
      yield { kind: 'progress', doneBytes: shapes.doneBytes, totalBytes: shapes.totalBytes };
  }
}

const cutShort = (name: string): UserError =>
  new UserError(
    'unsupported-file',
    `${name} is a Shapefile that is damaged or cut short. Download it again.`,
  );
