import { UserError } from '../../../shared/errors';
import type { Ranged } from './ranges';

/** A file in a ZIP archive, as the archive's directory states it. */
export interface ZipEntry {
  /** With its folders, slashes between. */
  readonly path: string;
  /** Null for unsupported compression methods. */
  readonly packing: 'stored' | 'deflate' | null;
  readonly isEncrypted: boolean;
  readonly packedBytes: number;
  /** Bytes when unpacked, as stated. */
  readonly size: number;
  readonly crc32: number;
  /** Offset of its own header. */
  readonly header: number;
}

const END = 0x06054b50;
const LARGE_END = 0x06064b50;
const LARGE_END_AT = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LARGE_END_BYTES = 56;
const LARGE_END_AT_BYTES = 20;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A comment of 64 KiB may follow the end record. */
const TAIL_BYTES = LARGE_END_AT_BYTES + END_BYTES + 0xffff;
/** Maximum directory size: larger ones have tens of thousands of files. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024;
const ENCRYPTED = 1;
const UTF_8 = 1 << 11;
/** In place of a number that is given with 64 bits elsewhere (ZIP64). */
const [ELSEWHERE_16, ELSEWHERE] = [0xffff, 0xffffffff];
/** Of the extra field that gives it. */
const ZIP64 = 1;

/**
 * The files in a ZIP archive (PKWARE's APPNOTE 6.3.10, ZIP64 included), from its directory alone; nothing is unpacked.
 * @param name of the archive, for errors
 * @param size of the archive, bytes
 * @throws UserError `truncated-file` when it is cut short or damaged, `unsupported-file` when it is split or holds too much
 */
export function* zipEntries(name: string, size: number): Ranged<ZipEntry[]> {
  const tailStart = Math.max(0, size - TAIL_BYTES);
  const tail = yield { offset: tailStart, length: size - tailStart, what: 'its directory' };
  let end = tail.length - END_BYTES;
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--;
  if (end < 0)
    throw new UserError(
      'truncated-file',
      `${name} is an archive without a directory: it is incomplete. Download it again.`,
    );
  const { count, bytes, start } = yield* endOf(name, tail, end);
  if (tail.readUInt16LE(end + 4) !== 0 || bytes > MAX_DIRECTORY_BYTES)
    throw new UserError(
      'unsupported-file',
      `${name} is a split archive, or holds too many files. Unpack it, and import its contents.`,
    );
  return parseDirectory(name, yield { offset: start, length: bytes, what: 'its directory' }, count);
}

interface Directory {
  readonly count: number;
  readonly bytes: number;
  readonly start: number;
}

/** Where the directory lies, by the record at its end or by the longer one of ZIP64. */
function* endOf(name: string, tail: Buffer, end: number): Ranged<Directory> {
  const short = {
    count: tail.readUInt16LE(end + 10),
    bytes: tail.readUInt32LE(end + 12),
    start: tail.readUInt32LE(end + 16),
  };
  const isWhole = short.count !== ELSEWHERE_16 && short.bytes !== ELSEWHERE && short.start !== ELSEWHERE;
  const locator = end - LARGE_END_AT_BYTES;
  if (isWhole || locator < 0 || tail.readUInt32LE(locator) !== LARGE_END_AT) return short;
  const large = yield { offset: longAt(tail, locator + 8), length: LARGE_END_BYTES, what: 'its directory' };
  if (large.length < LARGE_END_BYTES || large.readUInt32LE(0) !== LARGE_END) throw damaged(name);
  return { count: longAt(large, 32), bytes: longAt(large, 40), start: longAt(large, 48) };
}

/** An integer of 64 bits; beyond 2^53 it is rounded, and lies outside of every file. */
const longAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

function parseDirectory(name: string, directory: Buffer, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let entry = 0; entry < count; entry++) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY) throw damaged(name);
    const flags = directory.readUInt16LE(at + 8);
    const method = directory.readUInt16LE(at + 10);
    const nameEnd = at + ENTRY_BYTES + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    if (extraEnd > directory.length) throw damaged(name);
    const next = longNumbers(directory.subarray(nameEnd, extraEnd));
    // In this order, each only if its place has no room for it.
    const [size, packedBytes, header] = [24, 20, 42].map((place) => {
      const short = directory.readUInt32LE(at + place);
      return short === ELSEWHERE ? next() : short;
    });
    if (size === undefined || packedBytes === undefined || header === undefined) throw damaged(name);
    entries.push({
      path: directory.toString((flags & UTF_8) === 0 ? 'latin1' : 'utf8', at + ENTRY_BYTES, nameEnd),
      packing: method === 0 ? 'stored' : method === 8 ? 'deflate' : null,
      isEncrypted: (flags & ENCRYPTED) !== 0,
      crc32: directory.readUInt32LE(at + 16),
      packedBytes,
      size,
      header,
    });
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The numbers of 64 bits of an entry's extra fields, one at a call; undefined when there are no more. */
function longNumbers(extra: Buffer): () => number | undefined {
  let [at, end] = [0, 0];
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2))
    if (extra.readUInt16LE(field) === ZIP64)
      [at, end] = [field + 4, Math.min(extra.length, field + 4 + extra.readUInt16LE(field + 2))];
  return () => {
    if (at + 8 > end) return undefined;
    at += 8;
    return longAt(extra, at - 8);
  };
}

/**
 * Where the packed bytes of an entry begin.
 * @param name of the archive, for errors
 * @throws UserError `truncated-file` when its header is missing
 */
export function* dataStart(name: string, entry: ZipEntry): Ranged<number> {
  const header = yield { offset: entry.header, length: LOCAL_BYTES, what: 'the head of what it holds' };
  if (header.length < LOCAL_BYTES || header.readUInt32LE(0) !== LOCAL) throw damaged(name);
  return entry.header + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
}

const damaged = (name: string): UserError =>
  new UserError('truncated-file', `${name} is an archive whose directory is damaged. Download it again.`);
