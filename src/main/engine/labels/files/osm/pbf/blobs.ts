import { UserError } from '../../../../../../shared/errors';
import type { ByteSource } from '../../byteSource';
import { inflateBlob, isBlobKind } from './blobKinds';
import { bytesOf, eachField, messageOf } from './messages';

/** The most that the header of a block, a block as it is stored, and a block may hold ("PBF Format", OpenStreetMap wiki). */
const HEADER_BYTES_MAX = 64 * 1024;
const BLOB_BYTES_MAX = 32 * 1024 * 1024;

/** The feature name of a file that holds all versions of each element. */
const HISTORY = 'HistoricalInformation';

/** The features that this reader supports ("PBF Format", required_features). */
const knownFeatures = ['OsmSchema-V0.6', 'DenseNodes', HISTORY, 'LocationsOnWays'];

/**
 * The data blocks of an .osm.pbf file, inflated, one after the other. Every size is checked before anything of it is read.
 * @throws UserError `unsupported-file` for kinds and features that cannot be read; Error for what is damaged
 */
export function* dataBlocks(
  source: ByteSource,
): Generator<{ readonly bytes: Uint8Array; readonly hasHistory: boolean }> {
  let [hasHeader, hasHistory] = [false, false];
  for (;;) {
    const start = take(source, 4, true);
    if (start === null) break;
    const headerBytes = new DataView(start.buffer, start.byteOffset).getUint32(0);
    if (headerBytes > HEADER_BYTES_MAX) throw new Error(`a block's header has ${headerBytes} bytes`);
    const { type, blobBytes } = readHeader(take(source, headerBytes));
    if (blobBytes < 0 || blobBytes > BLOB_BYTES_MAX) throw new Error(`a block has ${blobBytes} bytes`);
    if (!hasHeader && type !== 'OSMHeader') throw new Error('it has no header');
    hasHeader = true;
    const blob = take(source, blobBytes);
    if (type === 'OSMHeader')
      hasHistory = readFeatures(readBlob(blob, source.name), source.name).includes(HISTORY);
    else if (type === 'OSMData') yield { bytes: readBlob(blob, source.name), hasHistory };
  }
  if (!hasHeader) throw new Error('it is empty');
}

function take(source: ByteSource, count: number): Uint8Array;
function take(source: ByteSource, count: number, mayEnd: true): Uint8Array | null;
function take(source: ByteSource, count: number, mayEnd = false): Uint8Array | null {
  const bytes = new Uint8Array(count);
  const got = source.read(bytes);
  if (got === 0 && mayEnd) return null;
  if (got < count) throw new Error('it ends in the middle of a block');
  return bytes;
}

function readHeader(bytes: Uint8Array): { type: string; blobBytes: number } {
  const header = { type: '', blobBytes: -1 };
  const message = messageOf(bytes);
  eachField(message, (field) => {
    if (field === 1) header.type = Buffer.from(bytesOf(message)).toString('latin1');
    else if (field === 3) header.blobBytes = message.readVarint(true);
  });
  return header;
}

function readBlob(bytes: Uint8Array, name: string): Uint8Array {
  const message = messageOf(bytes);
  const blob: { kind: number; stored: Uint8Array; rawBytes: number } = {
    kind: 0,
    stored: new Uint8Array(),
    rawBytes: -1,
  };
  eachField(message, (field) => {
    if (field === 2) blob.rawBytes = message.readVarint(true);
    else if (isBlobKind(field)) {
      blob.kind = field;
      blob.stored = bytesOf(message);
    }
  });
  const { kind, stored } = blob;
  if (kind === 0) throw new Error('a block is empty');
  // Only compressed data needs to state its size.
  const rawBytes = kind === 1 ? stored.length : blob.rawBytes;
  if (rawBytes < 0 || rawBytes > BLOB_BYTES_MAX) throw new Error(`a block has ${rawBytes} bytes`);
  return inflateBlob(kind, stored, rawBytes, name);
}

/** The features that a file requires of its readers. */
function readFeatures(bytes: Uint8Array, name: string): string[] {
  const message = messageOf(bytes);
  const features: string[] = [];
  eachField(message, (field) => {
    if (field !== 4) return;
    const feature = Buffer.from(bytesOf(message)).toString('utf8');
    if (!knownFeatures.includes(feature)) {
      throw new UserError(
        'unsupported-file',
        `${name} needs "${feature.slice(0, 80)}", which is not supported. Rewrite it with osmium cat.`,
      );
    }
    features.push(feature);
  });
  return features;
}
