import type { DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';

type DataType = DtmMetadata['dataType'];

/** Bytes of one value. */
export const bytesOf = (dataType: DataType): number => Number(/\d+$/.exec(dataType)?.[0]) / 8;

/** Where the values of one band lie in a file, in rows that are equally far apart. */
export interface RawLayout {
  readonly dataType: DataType;
  readonly isLittleEndian: boolean;
  /** Byte at which the first value of the first row begins. */
  readonly start: number;
  /** Bytes from a value to the next in its row; a multiple of a value's. */
  readonly valueStride: number;
  /** Bytes from a row to the next. */
  readonly rowStride: number;
}

/** A raster of several bands. */
interface Banded {
  readonly width: number;
  readonly height: number;
  readonly bandCount: number;
  /** The band that is read, 0-based. */
  readonly band: number;
  readonly dataType: DataType;
  readonly isLittleEndian: boolean;
  /** Bytes before the first band. */
  readonly skip: number;
}

/** How bands lie: one after the other, row by row, or value by value. */
export type Interleave = 'bsq' | 'bil' | 'bip';

/** What lies between the rows and bands of ESRI's files, bytes; 0 where rows and bands follow each other. */
export interface Gaps {
  /** From a row of one band to what follows it; null: as many as its values take. */
  readonly bandRow: number | null;
  /** From a row of all bands to the next; null: as many as the rows of its bands take. */
  readonly totalRow: number | null;
  /** Between bands that follow one another. */
  readonly bandGap: number;
}

const NO_GAPS: Gaps = { bandRow: null, totalRow: null, bandGap: 0 };

/** Where the values of a band lie. */
export function bandLayout(interleave: Interleave, raster: Banded, gaps = NO_GAPS): RawLayout {
  const { width, height, bandCount, band, dataType, isLittleEndian, skip } = raster;
  const size = bytesOf(dataType);
  const bandRow = gaps.bandRow ?? width * size;
  if (interleave === 'bip') {
    const valueStride = size * bandCount;
    const rowStride = gaps.totalRow ?? width * valueStride;
    return { dataType, isLittleEndian, start: skip + band * size, valueStride, rowStride };
  }
  if (interleave === 'bil') {
    const rowStride = gaps.totalRow ?? bandRow * bandCount;
    return { dataType, isLittleEndian, start: skip + band * bandRow, valueStride: size, rowStride };
  }
  const start = skip + band * (bandRow * height + gaps.bandGap);
  return { dataType, isLittleEndian, start, valueStride: size, rowStride: bandRow };
}

/**
 * Refuses a layout whose rows overlap, or that reaches beyond the end of its file.
 * @throws UserError `truncated-file`, `not-a-dtm`
 */
export function requireLayout(file: FileSource, layout: RawLayout, width: number, height: number): void {
  const { start, valueStride, rowStride } = layout;
  const row = (width - 1) * valueStride + bytesOf(layout.dataType);
  const isSound = [start, valueStride, rowStride].every((bytes) => Number.isSafeInteger(bytes) && bytes >= 0);
  if (!isSound || (height > 1 && rowStride < row))
    throw file.error(
      'not-a-dtm',
      `has rows of ${row} bytes, of which its header says that they take ${rowStride}: correct its header.`,
    );
  file.requireBytes(start, (height - 1) * rowStride + row, `its grid of ${width} x ${height} values`);
}
