import type { TerrainFormatId } from '../../../shared/fileFormats';
import type { RasterPlacement } from '../geo/metricFrame';
import type { KnownFile } from './fingerprint';

/** Types of values that a DTM may hold. */
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
  /** Identity of the file's contents that survives a move: size and a hash of parts of it. */
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
   * @param into where to put them, as many as the window has; default: an array of their own
   * @throws UserError `truncated-file` when the file ends early or its contents cannot be decoded
   */
  read(
    column: number,
    row: number,
    width: number,
    height: number,
    into?: Float32Array,
  ): Promise<Float32Array>;
  /** Whether the file holds nothing in a window, so that reading it would give NaN alone; absent: nobody knows. */
  isVoid?(column: number, row: number, width: number, height: number): boolean;
  close(): Promise<void>;
}

/** How to read a file when it does not say enough by itself. */
export interface DtmOpenOptions {
  /** The CRS as its user states it (`crsFromText`); it counts whatever the file itself says. */
  readonly crs?: string;
  /** The band to read, 0-based, required for files with several. */
  readonly band?: number;
  /** What is known of the file, so that it need not be read to be recognised; another file is refused. */
  readonly known?: KnownFile;
}
