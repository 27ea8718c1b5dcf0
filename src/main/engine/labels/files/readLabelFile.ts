import { UserError } from '../../../../shared/errors';
import { labelFormats, listFormats } from '../../../../shared/fileFormats';
import { prepareZstd } from '../../../platform/zstd';
import { readBytes, type ByteSource, type LabelSource } from './byteSource';
import { readCsv } from './csv';
import type { Found, Reading } from './feature';
import { readFlatGeobuf } from './flatGeobuf';
import { readGpx } from './gpx';
import { readLabelJson } from './json/labelJson';
import { readKml } from './kml';
import { readOsmPbf } from './osm/osmPbf';
import { readOsmXml } from './osm/osmXml';
import { readShapefile } from './shapefile/shapefile';
import { utf8Text } from './text';
import { convertLabels } from './wayOut';
import { bunzipped, gunzipped } from './unpacked';
import { readZip } from './zip';

/** Reads a label file whose first bytes it knows. */
type Reader = (source: ByteSource, reading: Reading, from: LabelSource) => Iterable<Found>;

/** Bytes that are read to recognise a format. */
const HEAD_BYTES = 4096;

/** Initialisation that must finish before a file is read. */
export const prepareReaders = prepareZstd;

/**
 * Reads a label file, or a server's response. The format is recognised by its first bytes, not by its name; a GeoPackage is read
 * by `readGeopackage`, since SQLite reads files itself.
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
  const reader = readerOf(head, source.name);
  if (reader === null) {
    throw new UserError(
      'unsupported-file',
      `${source.name} is not a label file in a supported format. Supported formats: ${listFormats(labelFormats)}. ${convertLabels(source.name)}`,
    );
  }
  yield* reader(source, reading, from);
}

function unpackerOf(head: Buffer): ((source: ByteSource) => ByteSource) | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzipped;
  if (/^BZh[1-9]1AY&SY/.test(head.toString('latin1', 0, 10))) return bunzipped;
  // UTF-16 by its byte order mark.
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) ? utf8Text : null;
}

function readerOf(head: Buffer, name: string): Reader | null {
  if (head.length >= 100 && head.readUInt32BE(0) === 9994) return readShapefile;
  if (head.toString('latin1', 0, 3) === 'fgb') return readFlatGeobuf;
  if (/\.pbf$/i.test(name) || head.toString('latin1', 4, 16).includes('OSMHeader')) return readOsmPbf;
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('<')) return xmlReaderOf(text);
  if (['{', '[', '\u001e'].includes(text.slice(0, 1))) return readLabelJson;
  return text !== '' && !head.includes(0) && !/^\s*<!doctype html/i.test(text) ? readCsv : null;
}

function xmlReaderOf(text: string): Reader | null {
  const root = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)/.exec(text.replace(/<!--[\s\S]*?-->/g, ''))?.[1];
  const readers: Readonly<Record<string, Reader>> = {
    kml: readKml,
    Document: readKml,
    Placemark: readKml,
    gpx: readGpx,
    osm: readOsmXml,
    osmChange: readOsmXml,
  };
  return readers[root ?? ''] ?? null;
}
