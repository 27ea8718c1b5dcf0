import { UserError } from '../../../../shared/errors';
import { idsOf, labelFormats, listFormats } from '../../../../shared/fileFormats';
import { Listed } from '../../../platform/listed';
import { prepareZstd } from '../../../platform/zstd';
import { readBytes, type ByteSource, type LabelSource } from './byteSource';
import type { Found, Reading } from './feature';
import type { LabelHead, LabelReader } from './labelReader';
import { utf8Text } from './text';
import { convertLabels } from './wayOut';
import { bunzipped, gunzipped } from './unpacked';
import { readZip } from './zip';

/** Overpass JSON is read as GeoJSON is; SQLite reads a GeoPackage itself (`readGeopackage`). */
const readers = new Listed(
  idsOf(labelFormats).filter((id) => id !== 'overpass' && id !== 'gpkg'),
  import.meta.glob<LabelReader>('./**/*.reader.ts', { eager: true, import: 'reader' }),
);

/** Bytes that are read to recognise a format. */
const HEAD_BYTES = 4096;

/** Initialisation that must finish before a file is read. */
export const prepareReaders = prepareZstd;

/**
 * Reads a label file, or a server's response. The format is recognised by its first bytes, not by its name.
 * @throws UserError naming the file and what is wrong with it
 */
export const readLabelFile = (source: LabelSource, reading: Reading): Generator<Found> =>
  readBytes(source, (bytes) => readUnknown(bytes, reading, source, 0));

function* readUnknown(
  source: ByteSource,
  reading: Reading,
  from: LabelSource,
  depth: number,
): Generator<Found> {
  const buffer = Buffer.alloc(HEAD_BYTES);
  const head = buffer.subarray(0, source.read(buffer));
  source.rewind();
  const unpack = unpackerOf(head);
  if (unpack !== null && depth < 2) {
    yield* readUnknown(unpack(source), reading, from, depth + 1);
    return;
  }
  if (head.toString('latin1', 0, 4) === 'PK\x03\x04') {
    yield* readZip(source, reading, (inner) => readUnknown(inner, reading, from, depth + 1));
    return;
  }
  const known = headOf(head, source.name);
  const reader = readers.all.find(({ recognises }) => recognises(known));
  if (reader === undefined) {
    throw new UserError(
      'unsupported-file',
      `${source.name} is not a label file in a supported format. Supported formats: ${listFormats(labelFormats)}. ${convertLabels(source.name)}`,
    );
  }
  yield* reader.read(source, reading, from);
}

function unpackerOf(head: Buffer): ((source: ByteSource) => ByteSource) | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzipped;
  if (/^BZh[1-9]1AY&SY/.test(head.toString('latin1', 0, 10))) return bunzipped;
  // UTF-16 by its byte order mark.
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) ? utf8Text : null;
}

/** The first characters of a file, as its format is recognised by. */
function headOf(bytes: Buffer, name: string): LabelHead {
  const text = bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const root = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)/.exec(text.replace(/<!--[\s\S]*?-->/g, ''))?.[1];
  return { name, bytes, text, xmlRoot: text.startsWith('<') ? (root ?? null) : null };
}
