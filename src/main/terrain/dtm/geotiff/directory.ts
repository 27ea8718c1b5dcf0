import type { FileSource } from '../../../platform/fileSource';

/** Bytes of one value by TIFF field type (TIFF 6.0, section 2; types 16 to 18 from BigTIFF). */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1, // BYTE
  2: 1, // ASCII
  3: 2, // SHORT
  4: 4, // LONG
  6: 1, // SBYTE
  7: 1, // UNDEFINED
  8: 2, // SSHORT
  9: 4, // SLONG
  11: 4, // FLOAT
  12: 8, // DOUBLE
  13: 4, // IFD
  16: 8, // LONG8
  17: 8, // SLONG8
  18: 8, // IFD8
};

/** Maximum number of images in one file, overviews and masks included; a file with more is not a DTM. */
const MAX_DIRECTORIES = 1024;
const MAX_FIELDS = 4096;
const MAX_VALUES = 65_536;
const MAX_TEXT_BYTES = 1024 * 1024;

const NEW_SUBFILE_TYPE = 254;
/** Bits of NewSubfileType. */
const REDUCED = 1;
const MASK = 4;

interface Field {
  readonly type: number;
  readonly count: number;
  /** Offset of the values in the file. */
  readonly offset: number;
}

/** The fields (tags) that describe one image of a TIFF file. Values are read when asked for. */
export class TiffDirectory {
  constructor(
    readonly file: FileSource,
    readonly littleEndian: boolean,
    private readonly fields: ReadonlyMap<number, Field>,
  ) {}

  has(tag: number): boolean {
    return this.fields.has(tag);
  }

  /**
   * Values of a numeric field; none when it is absent.
   * @throws UserError `unsupported-file` when there are more than `most`
   */
  async numbers(tag: number, most = MAX_VALUES): Promise<Float64Array> {
    const field = this.fields.get(tag);
    if (field === undefined) return new Float64Array();
    if (field.count > most)
      throw this.file.error(
        'unsupported-file',
        `states ${field.count} values for TIFF field ${tag}, at most ${most} are valid: it is damaged. Download it again.`,
      );
    const bytes = await this.bytes(tag, field);
    const values = new Float64Array(field.count);
    const size = TYPE_BYTES[field.type] ?? 1;
    for (let i = 0; i < values.length; i++)
      values[i] = number(bytes, i * size, field.type, this.littleEndian);
    return values;
  }

  /** The first value of a numeric field, or `otherwise` when it is absent. */
  async number(tag: number, otherwise: number): Promise<number> {
    return (await this.numbers(tag))[0] ?? otherwise;
  }

  /** A text field up to its first NUL; empty when it is absent. */
  async text(tag: number): Promise<string> {
    const field = this.fields.get(tag);
    if (field === undefined) return '';
    if (field.count > MAX_TEXT_BYTES)
      throw this.file.error(
        'unsupported-file',
        `has a text of ${field.count} bytes: it is damaged. Download it again.`,
      );
    return (await this.bytes(tag, field)).toString('latin1').replace(/\0.*$/s, '');
  }

  private bytes(tag: number, { type, count, offset }: Field): Promise<Buffer> {
    return this.file.read(offset, count * (TYPE_BYTES[type] ?? 1), `TIFF field ${tag}`);
  }
}

/** The image of a TIFF file that is neither overview nor mask, and the mask that goes with it, if any. */
export interface MainImage {
  readonly directory: TiffDirectory;
  readonly mask: TiffDirectory | null;
}

/**
 * Walks the directories of a TIFF or BigTIFF file to their end and picks the first that is neither an overview nor a mask, and the
 * first mask that does not belong to an overview.
 * @throws UserError `truncated-file` or `unsupported-file`
 */
export async function readMainImage(file: FileSource): Promise<MainImage> {
  const head = await file.read(0, Math.min(16, file.size), 'the TIFF header');
  if (head.length < 8)
    throw file.error('truncated-file', 'ends within its header. Copy or download it again.');
  const littleEndian = head[0] === 0x49;
  const big = number(head, 2, 3, littleEndian) === 43;
  if (big && (head.length < 16 || number(head, 4, 3, littleEndian) !== 8))
    throw file.error('unsupported-file', 'is a BigTIFF with a broken header. Copy or download it again.');

  const seen = new Set<number>();
  let main: TiffDirectory | undefined;
  let mask: TiffDirectory | null = null;
  let offset = big ? number(head, 8, 16, littleEndian) : number(head, 4, 4, littleEndian);
  while (offset !== 0) {
    if (seen.has(offset) || seen.size >= MAX_DIRECTORIES)
      throw file.error(
        'unsupported-file',
        'has a chain of images without an end: it is damaged. Download it again.',
      );
    seen.add(offset);
    const { fields, next } = await readFields(file, offset, big, littleEndian);
    const directory = new TiffDirectory(file, littleEndian, fields);
    const kind = await directory.number(NEW_SUBFILE_TYPE, 0);
    if ((kind & (REDUCED | MASK)) === 0) main ??= directory;
    if ((kind & (REDUCED | MASK)) === MASK) mask ??= directory;
    offset = next;
  }
  if (main === undefined) throw file.error('not-a-dtm', 'is a TIFF without an image.');
  return { directory: main, mask };
}

async function readFields(
  file: FileSource,
  offset: number,
  big: boolean,
  littleEndian: boolean,
): Promise<{ fields: Map<number, Field>; next: number }> {
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  const inlineBytes = big ? 8 : 4;
  const offsetType = big ? 16 : 4;
  const what = `the TIFF directory at byte ${offset}`;
  const count = number(await file.read(offset, countBytes, what), 0, big ? 16 : 3, littleEndian);
  if (count > MAX_FIELDS)
    throw file.error(
      'unsupported-file',
      `says that ${what} has ${count} fields: it is damaged. Download it again.`,
    );

  const entries = await file.read(offset + countBytes, count * entryBytes + inlineBytes, what);
  const fields = new Map<number, Field>();
  for (let at = 0; at < count * entryBytes; at += entryBytes) {
    const type = number(entries, at + 2, 3, littleEndian);
    const valueCount = number(entries, at + 4, offsetType, littleEndian);
    const size = TYPE_BYTES[type];
    if (size === undefined) continue;
    const valueAt = at + entryBytes - inlineBytes;
    const isInline = valueCount * size <= inlineBytes;
    fields.set(number(entries, at, 3, littleEndian), {
      type,
      count: valueCount,
      offset: isInline ? offset + countBytes + valueAt : number(entries, valueAt, offsetType, littleEndian),
    });
  }
  return { fields, next: number(entries, count * entryBytes, offsetType, littleEndian) };
}

/** One number of a TIFF type. 64-bit integers beyond 2^53 lose precision, on which no size check depends. */
function number(bytes: Buffer, at: number, type: number, littleEndian: boolean): number {
  switch (type) {
    case 3:
      return littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
    case 4:
    case 13:
      return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    case 6:
      return bytes.readInt8(at);
    case 8:
      return littleEndian ? bytes.readInt16LE(at) : bytes.readInt16BE(at);
    case 9:
      return littleEndian ? bytes.readInt32LE(at) : bytes.readInt32BE(at);
    case 11:
      return littleEndian ? bytes.readFloatLE(at) : bytes.readFloatBE(at);
    case 12:
      return littleEndian ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at);
    case 16:
    case 18:
      return Number(littleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
    case 17:
      return Number(littleEndian ? bytes.readBigInt64LE(at) : bytes.readBigInt64BE(at));
    default:
      return bytes.readUInt8(at);
  }
}
