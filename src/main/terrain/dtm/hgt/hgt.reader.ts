import { basename } from 'node:path';
import { crsByCode } from '../../geo/crs';
import { auxFacts } from '../auxFacts';
import { BlockDtm } from '../blockDtm';
import type { Dtm, DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import { fingerprint } from '../fingerprint';
import type { DtmFormat, FormatOpenOptions } from '../format';
import { bandLayout } from '../raw/layout';
import { RawBlocks, type Bytes } from '../raw/rawBlocks';
import { findPacked } from './packed';
import { gridOf, TILE_SIZES } from './grid';
import { PackedTile } from './packedTile';
import type { UnpackedTiles } from './unpackedTiles';

/**
 * SRTM .hgt: big-endian 16-bit integers, rows from the north, without a header. Size and file name are the only metadata: the name gives the
 * centre of the south-west value; values at the edges lie on whole degrees, so the outer corner is half a pixel outside. A tile may be
 * packed, as the only tile, in a .zip or .gz.
 */
export const reader: DtmFormat = {
  recognises: (head, extension, path) =>
    extension === '.hgt' || isZip(head) || (isGzip(head) && /\.hgt\.gz$/i.test(path)),
  open: openHgt,
};

const isZip = (head: Buffer): boolean => head.toString('latin1', 0, 4) === 'PK\x03\x04';
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** A tile, packed or not: what its values are read from, how many bytes they take, and the names that may state its position. */
interface Tile {
  readonly bytes: Bytes;
  readonly size: number;
  readonly names: readonly string[];
  close(): Promise<void>;
}

async function openHgt(file: FileSource, { known, unpacked }: FormatOpenOptions): Promise<Dtm> {
  const tile = await tileOf(file, unpacked);
  const { width, height } = sizeOf(file, tile.size);
  const metadata: DtmMetadata = {
    path: file.path,
    format: 'hgt',
    width,
    height,
    dataType: 'int16',
    crs: crsByCode('EPSG:4326'),
    ...gridOf(file, tile.names, width, height),
    ...(await auxFacts(file.path, 0, { noData: -32768, scale: 1, offset: 0 })),
    bandCount: 1,
    band: 0,
    fingerprint: await fingerprint(file, known),
    bytes: file.size,
    modifiedMs: file.modifiedMs,
  };
  const layout = bandLayout('bsq', { ...metadata, isLittleEndian: false, skip: 0 });
  return new BlockDtm(tile, metadata, new RawBlocks(tile.bytes, metadata, layout));
}

async function tileOf(file: FileSource, unpacked: UnpackedTiles): Promise<Tile> {
  const name = basename(file.path);
  if (/\.hgt$/i.test(name)) return { bytes: file, size: file.size, names: [name], close: () => file.close() };
  const packed = await findPacked(file);
  // Its size is trusted from here on: no more than that is unpacked.
  sizeOf(file, packed.size);
  const tile = new PackedTile(file, packed, unpacked);
  return { bytes: tile, size: packed.size, names: [packed.name, name], close: () => tile.close() };
}

/** @throws UserError `truncated-file` unless it is the size of a tile */
function sizeOf(file: FileSource, bytes: number): (typeof TILE_SIZES)[number] {
  const size = TILE_SIZES.find(({ width, height }) => width * height * 2 === bytes);
  if (size !== undefined) return size;
  const sizes = TILE_SIZES.map(({ width, height }) => `${width} x ${height} (${width * height * 2} bytes)`);
  throw file.error(
    'truncated-file',
    `holds ${bytes} bytes, but SRTM tiles have ${sizes.join(', ')}. Download it again.`,
  );
}
