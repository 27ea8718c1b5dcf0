import { basename } from 'node:path';
import type { FileSource } from '../../../platform/fileSource';
import { readRanged } from '../../zip/ranges';
import { dataStart, zipEntries } from '../../zip/zipEntries';

/** A packed tile in its file. */
export interface Packed {
  /** The tile's own name, without folders. */
  readonly name: string;
  readonly packing: 'stored' | 'deflate' | 'gzip';
  /** Offset of its packed bytes. */
  readonly start: number;
  readonly packedBytes: number;
  /** Stated bytes of the tile, not yet checked. */
  readonly size: number;
  /** CRC-32 of the tile; null if unpacking checks it anyway. */
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
  const name = basename(file.path);
  const entries = await readRanged(file, zipEntries(name, file.size));
  // macOS adds a file of its own for every other, `._` and its name.
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
      `is packed with ${tile.isEncrypted ? 'a password' : 'an unsupported method'}. Unpack it, and import the tile.`,
    );
  const start = await readRanged(file, dataStart(name, tile));
  file.requireBytes(start, tile.packedBytes, 'what it holds');
  return {
    name: basename(tile.path),
    packing: tile.packing,
    start,
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
