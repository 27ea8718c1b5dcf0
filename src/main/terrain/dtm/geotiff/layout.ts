import type { DtmMetadata } from '../dtm';

/** How the pixels of a TIFF image lie in its file. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Blocks are tiles, or strips as wide as the image; those at the right and bottom may reach beyond it. */
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly dataType: DtmMetadata['dataType'];
  readonly valueBytes: number;
  readonly bandCount: number;
  /** Values of one pixel that lie together: all bands, or one where every band has blocks of its own. */
  readonly bandsTogether: number;
  readonly compression: number;
  readonly predictor: number;
  /** Where each block begins, and its bytes; 0 bytes for a block that was never written. */
  readonly offsets: Float64Array;
  readonly byteCounts: Float64Array;
}

export const UNCOMPRESSED = 1;
export const LZW = 5;
export const DEFLATE = 8;

/** Rows of image that a block holds: the last strip of an image may be lower than the others. */
export function rowsOf(
  { tiled, height, blockHeight }: Pick<Layout, 'tiled' | 'height' | 'blockHeight'>,
  block: number,
): number {
  if (tiled) return blockHeight;
  const strip = block % Math.ceil(height / blockHeight);
  return Math.min(blockHeight, height - strip * blockHeight);
}
