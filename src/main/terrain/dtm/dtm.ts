import type { TerrainFormatId } from '../../../shared/fileFormats';
import type { RasterPlacement } from '../geo/metricFrame';
import type { KnownFile } from './fingerprint';
import type { UnpackedTiles } from './hgt/unpackedTiles';

/** Data types of a DTM's values. */
type DataType = `${'int' | 'uint'}${8 | 16 | 32 | 64}` | `float${16 | 32 | 64}`;

/** What is known of a DTM file without reading its elevations. */
export interface DtmMetadata extends RasterPlacement {
  readonly path: string;
  readonly format: TerrainFormatId;
  readonly dataType: DataType;
  /** The stored value that means no-data, before scale and offset; null when the file names none. */
  readonly noData: number | null;
  /** Elevation = stored value x scale + offset, metres. */
  readonly scale: number;
  readonly offset: number;
  /** Number of bands in the file and the one that is read (0-based). */
  readonly bandCount: number;
  readonly band: number;
  /** Identity of the file's contents that survives moving the file: size and a hash of parts of it. */
  readonly fingerprint: string;
  /** Size of the file, and time of its last change in milliseconds since 1970. */
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** An open DTM file. Rows and columns count from the north-west corner. */
export interface Dtm {
  readonly metadata: DtmMetadata;
  /**
   * Size of the window that is cheapest to read (a tile, or a group of whole strips).
   */
  readonly blockWidth: number;
  readonly blockHeight: number;
  /**
   * Reads elevations in metres, row-major, NaN where there is no data.
   * The window must lie inside the raster.
   * @param into receives them, as many as the window has; default: a new array
   * @throws UserError `truncated-file` when the file ends early or its contents cannot be decoded
   */
  read(
    column: number,
    row: number,
    width: number,
    height: number,
    into?: Float32Array,
  ): Promise<Float32Array>;
  /** Whether the file holds nothing in a window, so that reading it would give only NaN; absent: not known. */
  isVoid?(column: number, row: number, width: number, height: number): boolean;
  close(): Promise<void>;
}

/** How to read a file that does not state enough itself. */
export interface DtmOpenOptions {
  /** The CRS as the user states it (`crsFromText`); it overrides what the file states. */
  readonly crs?: string;
  /** The band to read, 0-based, required for files with several. */
  readonly band?: number;
  /** What is known of the file, so that it can be recognised without reading it; another file is refused. */
  readonly known?: KnownFile;
  /** Where packed tiles are unpacked to, shared by the DTMs of a terrain; default: memory of its own. */
  readonly unpacked?: UnpackedTiles;
}
