import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { bytesOf } from '../../store/blob';
import type { Provenance } from '../provenance';
import {
  directory,
  directoryBytes,
  georeferenceTags,
  metadataTag,
  textTag,
  type RasterPlace,
  type Tag,
} from './tags';

/** Quantities, or codes that have colours. */
export type RasterValues = Float32Array | Uint8Array;

/** One resolution of a raster. */
export interface RasterLevel {
  readonly width: number;
  readonly height: number;
  /** Values of a tile, [tileSize x tileSize x bands] row by row, the bands of a pixel together; no-data where there is none. */
  readonly tile: (column: number, row: number) => Promise<RasterValues>;
}

/** The colours of a raster of codes in one band, and the code of cells without one. */
export interface Palette {
  /** [256] red, green and blue, 0..255 each */
  readonly colours: readonly (readonly [red: number, green: number, blue: number])[];
  readonly noData: number;
}

/** A raster and where it lies. */
export interface GeotiffRaster {
  readonly place: RasterPlace;
  /** Edge of the square tiles, pixels; a multiple of 16. */
  readonly tileSize: number;
  /** What each band holds. */
  readonly bands: readonly string[];
  /** The whole resolution first, then each half of the one before. */
  readonly levels: readonly RasterLevel[];
  /** Of codes, whose tiles are bytes; without it they are float32, NaN as no-data. */
  readonly palette?: Palette;
  readonly provenance: Provenance;
}

const HEADER_BYTES = 16;
const compress = promisify(deflate);

/**
 * Writes a GeoTIFF: BigTIFF, so that no raster is too large, in tiles, deflated. Directories come first and the coarsest level's tiles before the finer ones', which makes it a Cloud Optimized GeoTIFF (OGC 21-026, section 7).
 * @param onTile called after every tile; it throws to stop
 */
export async function writeGeotiff(
  path: string,
  raster: GeotiffRaster,
  onTile: (done: number, total: number) => void,
): Promise<void> {
  const { levels, tileSize } = raster;
  const counts = levels.map(
    ({ width, height }) => Math.ceil(width / tileSize) * Math.ceil(height / tileSize),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const offsets = counts.map((count) => Array.from({ length: count }, () => 0));
  const lengths = counts.map((count) => Array.from({ length: count }, () => 0));
  const tagsOf = (level: number): Tag[] =>
    levelTags(raster, level, offsets[level] ?? [], lengths[level] ?? []);

  const file = await open(path, 'w');
  try {
    let end = levels.reduce((sum, _, level) => sum + directoryBytes(tagsOf(level)), HEADER_BYTES);
    let done = 0;
    for (const level of [...levels.keys()].reverse()) {
      for (let index = 0; index < (counts[level] ?? 0); index++) {
        const bytes = await compressedTile(raster, level, index);
        await file.write(bytes, 0, bytes.length, end);
        (offsets[level] ?? [])[index] = end;
        (lengths[level] ?? [])[index] = bytes.length;
        end += bytes.length;
        onTile(++done, total);
      }
    }
    await writeHead(
      file,
      levels.map((_, level) => tagsOf(level)),
    );
    await file.sync();
  } finally {
    await file.close();
  }
}

async function compressedTile(
  { levels, tileSize }: GeotiffRaster,
  level: number,
  index: number,
): Promise<Buffer> {
  const { width = 0, tile } = levels[level] ?? {};
  const across = Math.ceil(width / tileSize);
  const values = await tile?.(index % across, Math.floor(index / across));
  if (values === undefined) throw new RangeError(`There is no level ${level}.`);
  return compress(bytesOf(values));
}

async function writeHead(file: FileHandle, directories: readonly Tag[][]): Promise<void> {
  const head = Buffer.alloc(HEADER_BYTES);
  head.write('II', 'latin1');
  // 43 says BigTIFF, 8 the bytes of its offsets.
  head.writeUInt16LE(43, 2);
  head.writeUInt16LE(8, 4);
  head.writeBigUInt64LE(BigInt(HEADER_BYTES), 8);
  const parts: Buffer[] = [head];
  let at = HEADER_BYTES;
  for (const [level, tags] of directories.entries()) {
    const next = at + directoryBytes(tags);
    parts.push(directory(tags, at, level === directories.length - 1 ? 0 : next));
    at = next;
  }
  const bytes = Buffer.concat(parts);
  await file.write(bytes, 0, bytes.length, 0);
}

/** Fields of one level (TIFF 6.0; GDAL_NODATA). Only the first has georeference and text. */
function levelTags(
  { levels, bands, tileSize, place, palette, provenance }: GeotiffRaster,
  level: number,
  offsets: readonly number[],
  lengths: readonly number[],
): Tag[] {
  const { width = 0, height = 0 } = levels[level] ?? {};
  const short = (code: number, ...values: number[]): Tag => ({ code, type: 'short', values });
  const long = (code: number, ...values: number[]): Tag => ({ code, type: 'long', values });
  const each = (value: number): number[] => bands.map(() => value);
  return [
    // An overview is a reduced-resolution image.
    long(254, level === 0 ? 0 : 1),
    long(256, width),
    long(257, height),
    short(258, ...each(palette === undefined ? 32 : 8)),
    short(259, 8),
    // A palette, or black is zero.
    short(262, palette === undefined ? 1 : 3),
    short(277, bands.length),
    short(284, 1),
    long(322, tileSize),
    long(323, tileSize),
    { code: 324, type: 'long8', values: offsets },
    { code: 325, type: 'long8', values: lengths },
    ...(palette === undefined ? [] : [short(320, ...colourMap(palette))]),
    // Unsigned integers, or IEEE floating point; bands beyond the first carry no colour.
    short(339, ...each(palette === undefined ? 3 : 1)),
    ...(bands.length > 1 ? [short(338, ...each(0).slice(1))] : []),
    textTag(42113, palette === undefined ? 'nan' : String(palette.noData)),
    ...(level === 0
      ? [
          textTag(305, provenance.software),
          ...georeferenceTags(place),
          metadataTag(
            Object.fromEntries(
              Object.entries(provenance).map(([name, value]) => [
                name,
                typeof value === 'string' ? value : JSON.stringify(value),
              ]),
            ),
            bands,
          ),
        ]
      : []),
  ];
}

/** All reds, then all greens, then all blues, 0..65535 (TIFF 6.0, section 5). */
const colourMap = ({ colours }: Palette): number[] =>
  [0, 1, 2].flatMap((channel) => colours.map((colour) => 257 * (colour[channel] ?? 0)));
