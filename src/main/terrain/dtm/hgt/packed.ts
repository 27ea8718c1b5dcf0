import { basename } from 'node:path';
import type { FileSource } from '../../../platform/fileSource';
import { dataStart, zipEntries } from '../../zip/zipEntries';

/** A packed tile in its file. */
export interface Packed {
  /** The tile's own name, without folders. */
  readonly name: string;
  readonly packing: 'stored' | 'deflate' | 'gzip';
  /** Where its packed bytes lie. */
  readonly start: number;
  readonly packedBytes: number;
  /** Bytes of the tile as it is stated, not yet as it is. */
  readonly size: number;
  /** CRC-32 of the tile; null where unpacking checks it by itself. */
  readonly crc32: number | null;
}

/**
 * Finds the one tile in a .zip, or in a .hgt.gz; nothing is unpacked yet.
 * @throws UserError `not-a-dtm`, `unsupported-file`, `truncated-file`
 */
export async function findPacked(file: FileSource): Promise<Packed> {
  const name = basename(file.path);
  if (!/\.gz$/i.test(name)) return findInZip(file);
  file.requireBytes(0, 18, 'its head and tail');
  const tail = await file.read(file.size - 4, 4, 'its tail');
  return {
    name: name.replace(/\.gz$/i, ''),
    packing: 'gzip',
    start: 0,
    packedBytes: file.size,
    size: tail.readUInt32LE(),
    crc32: null,
  };
}

async function findInZip(file: FileSource): Promise<Packed> {
  const entries = await zipEntries(file);
  // macOS puts a file of its own beside every other, `._` and its name.
  const tiles = entries.filter(({ path }) => /\.hgt$/i.test(path) && !/(^|\/)\._/.test(path));
  const [tile] = tiles;
  if (tile === undefined) {
    const held = entries.map(({ path }) => path).filter((path) => !path.endsWith('/'));
    throw file.error(
      'not-a-dtm',
      `is an archive without an SRTM tile (.hgt) in it; it holds ${listOf(held)}. Unpack it, and import the DTM in it.`,
    );
  }
  if (tiles.length > 1)
    throw file.error(
      'unsupported-file',
      `is an archive of ${tiles.length} SRTM tiles. Unpack it, and import the tiles.`,
    );
  if (tile.isEncrypted || tile.packing === null)
    throw file.error(
      'unsupported-file',
      `is packed ${tile.isEncrypted ? 'with a password' : 'in a way'} that is not read here. Unpack it, and import the tile.`,
    );
  return {
    name: basename(tile.path),
    packing: tile.packing,
    start: await dataStart(file, tile),
    packedBytes: tile.packedBytes,
    size: tile.size,
    crc32: tile.crc32,
  };
}

function listOf(paths: readonly string[]): string {
  if (paths.length === 0) return 'nothing';
  const shown = paths.slice(0, 3).map((path) => basename(path).slice(0, 60));
  return paths.length > 3 ? `${shown.join(', ')} and ${paths.length - 3} more` : shown.join(', ');
}
