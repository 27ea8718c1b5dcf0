import { childrenOf, textOf, type XmlElement } from '../../xml/xmlTree';
import { parseNoData } from '../bandFacts';
import type { FileSource } from '../../../platform/fileSource';

/** A rectangle of pixels; may begin and end inside of one. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A piece of a mosaic: a rectangle of a raster's band, and where it comes to lie. */
export interface VrtSource {
  /** As written; names that begin with no folder are taken from the mosaic's. */
  readonly fileName: string;
  /** 0-based. */
  readonly band: number;
  /** Null: all of the source; all of the mosaic. */
  readonly from: Rect | null;
  readonly to: Rect | null;
  /** The stored value of the source that leaves the mosaic as it is; null: none does. */
  readonly noData: number | null;
  /** Whether pixels without data leave the mosaic as it is. */
  readonly skipsVoids: boolean;
  /** Value = stored value of the source x ratio + offset. */
  readonly ratio: number;
  readonly offset: number;
}

/** Sends the one who has it to GDAL, which makes a file of values of it. */
export const wayOut = 'Turn it into a GeoTIFF: gdal_translate -of GTiff in.vrt dtm.tif';

const SIMPLE = ['SourceFilename', 'SourceBand', 'SourceProperties', 'SrcRect', 'DstRect', 'OpenOptions'];
const COMPLEX = [...SIMPLE, 'NODATA', 'ScaleOffset', 'ScaleRatio', 'UseMaskBand'];

/** @throws UserError `unsupported-file` for what GDAL calculates, `not-a-dtm` when it makes no sense */
export function parseSource(file: FileSource, source: XmlElement): VrtSource {
  const isComplex = source.name === 'ComplexSource';
  const known = isComplex ? COMPLEX : source.name === 'SimpleSource' ? SIMPLE : [];
  const odd = source.children.find(
    ({ name, children }) => !known.includes(name) || (name === 'OpenOptions' && children.length > 0),
  );
  if (known.length === 0 || odd !== undefined)
    throw file.error(
      'unsupported-file',
      `has pieces that are calculated by GDAL (${known.length === 0 ? source.name : (odd?.name ?? '')}), which is not done here. ${wayOut}`,
    );
  const name = childrenOf(source, 'SourceFilename')[0];
  const band = Number(textOf(source, 'SourceBand') ?? 1);
  const from = rectIn(file, source, 'SrcRect');
  const to = rectIn(file, source, 'DstRect');
  const [ratio, offset] = ['ScaleRatio', 'ScaleOffset'].map((key) => textOf(source, key));
  const isSound = [ratio ?? '1', offset ?? '0'].every((text) => Number.isFinite(Number(text)));
  if (name === undefined || name.text.trim() === '' || !isSound || !Number.isInteger(band) || band < 1)
    throw file.error(
      'not-a-dtm',
      'has a piece without a file name, or with numbers that are none: make it again with gdalbuildvrt.',
    );
  requireAligned(file, from, to);
  const noData = parseNoData(textOf(source, 'NODATA') ?? '');
  return {
    fileName: name.text.trim(),
    band: band - 1,
    from,
    to,
    noData,
    skipsVoids: noData !== null || /^(?:true|1|yes)$/i.test(textOf(source, 'UseMaskBand') ?? ''),
    ratio: Number(ratio ?? 1),
    offset: Number(offset ?? 0),
  };
}

function rectIn(file: FileSource, source: XmlElement, name: string): Rect | null {
  const element = childrenOf(source, name)[0];
  if (element === undefined) return null;
  const [x = NaN, y = NaN, width = NaN, height = NaN] = ['xOff', 'yOff', 'xSize', 'ySize'].map((key) =>
    Number(element.attributes.get(key)),
  );
  if (![x, y, width, height].every((each) => Math.abs(each) < 2 ** 31) || width <= 0 || height <= 0)
    throw file.error('not-a-dtm', `has a piece whose ${name} is none: make it again with gdalbuildvrt.`);
  return { x, y, width, height };
}

/** Rounding of what was written: sizes of pixels differ by as much, and places by as many pixels. */
const SAME_SIZE = 1e-6;
const SAME_PLACE = 0.001;

/** Refuses pieces whose pixels are no pixels of the mosaic: GDAL would mix them, or stretch some. */
function requireAligned(file: FileSource, from: Rect | null, to: Rect | null): void {
  if (from === null || to === null) return;
  const isSame =
    Math.abs(to.width / from.width - 1) < SAME_SIZE && Math.abs(to.height / from.height - 1) < SAME_SIZE;
  const isBetween = [to.x, to.y, from.x, from.y].some((at) => Math.abs(at - Math.round(at)) > SAME_PLACE);
  if (!isSame || isBetween)
    throw file.error(
      'unsupported-file',
      `has pieces whose pixels ${isSame ? 'lie between its own' : 'have another size than its own'}, which is not calculated here. ${wayOut}`,
    );
}
