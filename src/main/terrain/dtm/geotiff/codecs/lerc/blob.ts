/** Arrays of LERC's types, in its order. */
const TYPES = [
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
] as const;

export type LercValues = InstanceType<(typeof TYPES)[number]>;

/** Numbers of LERC's types. */
export const INT8 = 0;
export const INT32 = 4;
export const FLOAT32 = 6;
export const FLOAT64 = 7;

/** Bytes of a value, by type. */
export const typeBytes = (type: number): number => TYPES[type]?.BYTES_PER_ELEMENT ?? 0;

export function newValues(type: number, length: number): LercValues {
  const Type = TYPES[type];
  if (Type === undefined) throw new Error(`LERC has no type ${type}`);
  return new Type(length);
}

const MAGIC = 'Lerc2 ';
/** The supported versions; GDAL writes 4 into TIFF. */
const VERSIONS = [3, 4, 5];
const CHECKSUM_END = 14;
/** Esri's encoder makes squares of 8 or 16; smaller ones take longer to decode. */
const MIN_TILE_SIDE = 4;

/** One band of values, or one block of several, as LERC 2 packs it. */
export interface LercBlob {
  readonly bytes: Buffer;
  /** Where the mask begins. */
  readonly bodyAt: number;
  readonly version: number;
  readonly rows: number;
  readonly columns: number;
  /** Values of one pixel. */
  readonly depth: number;
  readonly validPixels: number;
  /** Side of the squares that are packed separately. */
  readonly tileSide: number;
  readonly type: number;
  readonly maxError: number;
  readonly min: number;
  readonly max: number;
}

/** Reads the header of the blob at the start of `bytes`. @throws Error when it is invalid or its checksum is wrong */
export function readBlob(bytes: Buffer): LercBlob {
  const version = bytes.readInt32LE(6);
  if (bytes.toString('latin1', 0, 6) !== MAGIC || !VERSIONS.includes(version))
    throw new Error(`Not LERC, or version ${version}`);
  const depthAt = 22;
  const at = version >= 4 ? depthAt + 4 : depthAt;
  const size = bytes.readInt32LE(at + 8);
  if (size < at + 40 || size > bytes.length) throw new Error('LERC blob of another size');
  const blob: LercBlob = {
    bytes: bytes.subarray(0, size),
    bodyAt: at + 40,
    version,
    rows: bytes.readInt32LE(14),
    columns: bytes.readInt32LE(18),
    depth: version >= 4 ? bytes.readInt32LE(depthAt) : 1,
    validPixels: bytes.readInt32LE(at),
    tileSide: bytes.readInt32LE(at + 4),
    type: bytes.readInt32LE(at + 12),
    maxError: bytes.readDoubleLE(at + 16),
    min: bytes.readDoubleLE(at + 24),
    max: bytes.readDoubleLE(at + 32),
  };
  if (fletcher32(blob.bytes.subarray(CHECKSUM_END)) !== bytes.readUInt32LE(10))
    throw new Error('LERC checksum is wrong');
  const { rows, columns, depth, tileSide } = blob;
  const isSound = rows > 0 && columns > 0 && depth > 0 && tileSide >= MIN_TILE_SIDE && blob.validPixels >= 0;
  if (!isSound || blob.validPixels > rows * columns || typeBytes(blob.type) === 0)
    throw new Error('LERC head makes no sense');
  return blob;
}

function fletcher32(bytes: Buffer): number {
  let [a, b] = [0xffff, 0xffff];
  for (let at = 0; at < bytes.length;) {
    // Few enough words for the sums to stay below 2^32.
    const end = Math.min(bytes.length, at + 2 * 359);
    for (; at < end; at += 2) {
      a += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      b += a;
    }
    a = (a & 0xffff) + (a >>> 16);
    b = (b & 0xffff) + (b >>> 16);
  }
  a = (a & 0xffff) + (a >>> 16);
  b = (b & 0xffff) + (b >>> 16);
  return ((b << 16) | a) >>> 0;
}
