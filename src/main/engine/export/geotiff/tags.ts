import type { LatticeValue } from '../../../../shared/contract/compute';
import { escapeXml } from '../xml';

/** Types of TIFF fields and the bytes of one value (TIFF 6.0, section 2; LONG8 of BigTIFF). */
const BYTES = { ascii: 1, short: 2, long: 4, double: 8, long8: 8 } as const;
const CODES = { ascii: 2, short: 3, long: 4, double: 12, long8: 16 } as const;

/** One field of an image file directory. */
export interface Tag {
  readonly code: number;
  readonly type: keyof typeof BYTES;
  readonly values: readonly number[];
}

/** Text as a TIFF field: bytes of UTF-8, ended by a zero. */
export const textTag = (code: number, text: string): Tag => ({
  code,
  type: 'ascii',
  values: [...Buffer.from(`${text}\0`, 'utf8')],
});

/** Bytes of a directory of BigTIFF with the values that do not fit into its entries. */
export const directoryBytes = (tags: readonly Tag[]): number =>
  16 + 20 * tags.length + tags.reduce((sum, tag) => sum + outsideBytes(tag), 0);

/** A directory as written at an offset in a little-endian BigTIFF; `next` is the offset of the next one, 0 for none. */
export function directory(tags: readonly Tag[], offset: number, next: number): Buffer {
  const bytes = Buffer.alloc(directoryBytes(tags));
  const entriesEnd = 16 + 20 * tags.length;
  bytes.writeBigUInt64LE(BigInt(tags.length), 0);
  let outside = entriesEnd;
  for (const [index, tag] of [...tags].sort((a, b) => a.code - b.code).entries()) {
    const at = 8 + 20 * index;
    bytes.writeUInt16LE(tag.code, at);
    bytes.writeUInt16LE(CODES[tag.type], at + 2);
    bytes.writeBigUInt64LE(BigInt(tag.values.length), at + 4);
    if (outsideBytes(tag) === 0) writeValues(bytes, at + 12, tag);
    else {
      bytes.writeBigUInt64LE(BigInt(offset + outside), at + 12);
      writeValues(bytes, outside, tag);
      outside += outsideBytes(tag);
    }
  }
  bytes.writeBigUInt64LE(BigInt(next), entriesEnd - 8);
  return bytes;
}

/** Bytes of values that do not fit into their entry, to a multiple of 8. */
function outsideBytes({ type, values }: Tag): number {
  const bytes = BYTES[type] * values.length;
  return bytes <= 8 ? 0 : Math.ceil(bytes / 8) * 8;
}

function writeValues(bytes: Buffer, at: number, { type, values }: Tag): void {
  for (const [index, value] of values.entries()) {
    const place = at + index * BYTES[type];
    if (type === 'ascii') bytes.writeUInt8(value, place);
    else if (type === 'short') bytes.writeUInt16LE(value, place);
    else if (type === 'long') bytes.writeUInt32LE(value, place);
    else if (type === 'double') bytes.writeDoubleLE(value, place);
    else bytes.writeBigUInt64LE(BigInt(value), place);
  }
}

/** Where a raster lies: its CRS, its outer corner in the north-west, and the size of its pixels in units of the CRS. */
export interface RasterPlace {
  /** Code of the EPSG data set. */
  readonly epsg: number;
  /** Whether coordinates are longitude and latitude. */
  readonly geographic: boolean;
  readonly west: number;
  readonly north: number;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

/** Where a lattice lies: pixels are areas around the cells' centres. */
export const placeOfLattice = ({ crsCode, originE, originN, stepM }: LatticeValue): RasterPlace => ({
  epsg: Number(crsCode.replace('EPSG:', '')),
  geographic: false,
  west: originE - stepM / 2,
  north: originN + stepM / 2,
  pixelWidth: stepM,
  pixelHeight: stepM,
});

/** Where a raster lies, as GeoTIFF tags (OGC 19-008r4); the CRS is named by its EPSG code. */
export function georeferenceTags({
  epsg,
  geographic,
  west,
  north,
  pixelWidth,
  pixelHeight,
}: RasterPlace): Tag[] {
  const geoKeys = [
    ...[1, 1, 1, 3],
    // GTModelType: geographic or projected; GTRasterType: pixel is area; GeodeticCRS or ProjectedCRS
    ...[1024, 0, 1, geographic ? 2 : 1],
    ...[1025, 0, 1, 1],
    ...[geographic ? 2048 : 3072, 0, 1, epsg],
  ];
  return [
    { code: 33550, type: 'double', values: [pixelWidth, pixelHeight, 0] },
    { code: 33922, type: 'double', values: [0, 0, 0, west, north, 0] },
    { code: 34735, type: 'short', values: geoKeys },
  ];
}

/** Text about the file and about each band, as GDAL reads it (GDAL_METADATA). */
export function metadataTag(items: Readonly<Record<string, string>>, bands: readonly string[]): Tag {
  const lines = [
    ...Object.entries(items).map(
      ([name, value]) => `<Item name="${escapeXml(name)}">${escapeXml(value)}</Item>`,
    ),
    ...bands.map(
      (band, index) =>
        `<Item name="DESCRIPTION" sample="${index}" role="description">${escapeXml(band)}</Item>`,
    ),
  ];
  return textTag(42112, `<GDALMetadata>\n${lines.join('\n')}\n</GDALMetadata>`);
}
