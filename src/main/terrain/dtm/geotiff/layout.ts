import type { DtmMetadata } from '../dtm';

/** How the pixels of a TIFF image are stored in its file. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Blocks are tiles, or strips as wide as the image; those at the right and bottom may reach beyond it. */
  readonly tiled: boolean;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly dataType: DtmMetadata['dataType'];
  /** Bits of one value; those of one row are packed without gaps, and rows begin with a byte. */
  readonly valueBits: number;
  readonly bandCount: number;
  /** Values of one pixel that are stored together: all bands, or one if every band has blocks of its own. */
  readonly bandsTogether: number;
  /** Compression methods in the order in which they are undone; LERC may be compressed once more. */
  readonly compressions: readonly number[];
  readonly predictor: number;
  /** Whether the lowest bit of each byte comes first (FillOrder 2). */
  readonly bitsReversed: boolean;
  /** Offset of each block, and its number of bytes; 0 bytes for a block that was never written. */
  readonly offsets: Float64Array;
  readonly byteCounts: Float64Array;
}

/** Bytes of one row of a block. */
export const rowBytesOf = ({
  blockWidth,
  bandsTogether,
  valueBits,
}: Pick<Layout, 'blockWidth' | 'bandsTogether' | 'valueBits'>): number =>
  Math.ceil((blockWidth * bandsTogether * valueBits) / 8);

/** Image rows that a block holds: the last strip of an image may have fewer than the others. */
export function rowsOf(
  { tiled, height, blockHeight }: Pick<Layout, 'tiled' | 'height' | 'blockHeight'>,
  block: number,
): number {
  if (tiled) return blockHeight;
  const strip = block % Math.ceil(height / blockHeight);
  return Math.min(blockHeight, height - strip * blockHeight);
}
