import type { FileSource } from '../../platform/fileSource';

/** A file in a ZIP archive, as the archive's directory states it. */
export interface ZipEntry {
  /** With its folders, slashes between. */
  readonly path: string;
  /** Null for packings that are not read here. */
  readonly packing: 'stored' | 'deflate' | null;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  /** Bytes when unpacked, as stated. */
  readonly size: number;
  readonly crc32: number;
  /** Where its own header begins. */
  readonly header: number;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A comment of 64 KiB may follow the end record. */
const TAIL_BYTES = END_BYTES + 0xffff;
/** Larger directories are of tens of thousands of files. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;
const ENCRYPTED = 1;
const UTF_8 = 1 << 11;

/**
 * The files in a ZIP archive (PKWARE's APPNOTE 6.3.10), by its directory alone; nothing is unpacked.
 * @throws UserError `truncated-file` when it is cut short or damaged, `unsupported-file` when it is larger than 4 GB or in parts
 */
export async function zipEntries(file: FileSource): Promise<ZipEntry[]> {
  const tailStart = Math.max(0, file.size - TAIL_BYTES);
  const tail = await file.read(tailStart, file.size - tailStart, 'its directory');
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0)
    throw file.error(
      'truncated-file',
      'is an archive without its directory: it is incomplete. Download it again.',
    );
  const count = tail.readUInt16LE(end + 10);
  const bytes = tail.readUInt32LE(end + 12);
  const start = tail.readUInt32LE(end + 16);
  if (tail.readUInt16LE(end + 4) !== 0 || count === 0xffff || bytes > MAX_DIRECTORY_BYTES)
    throw file.error(
      'unsupported-file',
      'is an archive in parts, or a very large one. Unpack it, and import what is in it.',
    );
  return parseDirectory(file, await file.read(start, bytes, 'its directory'), count);
}

function parseDirectory(file: FileSource, directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY) throw damaged(file);
    const flags = directory.readUInt16LE(at + 8);
    const method = directory.readUInt16LE(at + 10);
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
    if (nameEnd > directory.length) throw damaged(file);
    entries.push({
      path: directory.toString((flags & UTF_8) === 0 ? 'latin1' : 'utf8', at + ENTRY_BYTES, nameEnd),
      packing: method === 0 ? 'stored' : method === 8 ? 'deflate' : null,
      isEncrypted: (flags & ENCRYPTED) !== 0,
      crc32: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      header: directory.readUInt32LE(at + 42),
    });
    at = nameEnd + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * Where the packed bytes of an entry begin.
 * @throws UserError `truncated-file` when they do not lie in the file
 */
export async function dataStart(file: FileSource, entry: ZipEntry): Promise<number> {
  const header = await file.read(entry.header, LOCAL_BYTES, 'the head of what it holds');
  if (header.readUInt32LE(0) !== LOCAL) throw damaged(file);
  const start = entry.header + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  file.requireBytes(start, entry.packedBytes, 'what it holds');
  return start;
}

const damaged = (file: FileSource): Error =>
  file.error('truncated-file', 'is an archive whose directory is damaged. Download it again.');
