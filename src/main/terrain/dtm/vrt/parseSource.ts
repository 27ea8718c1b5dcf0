import { childrenOf, textOf, type XmlElement } from '../../xml/xmlTree';
import { parseNoData } from '../bandFacts';
import { terrainFormats } from '../../../../shared/fileFormats';
import type { FileSource } from '../../../platform/fileSource';

/** A rectangle of pixels; may begin and end inside a pixel. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A piece of a mosaic: a rectangle of a raster's band, and its position in the mosaic. */
export interface VrtSource {
  /** As written; relative names start from the mosaic's folder. */
  readonly fileName: string;
  /** 0-based. */
  readonly band: number;
  /** Null: all of the source; all of the mosaic. */
  readonly from: Rect | null;
  readonly to: Rect | null;
  /** The stored value of the source that leaves the mosaic unchanged; null: none does. */
  readonly noData: number | null;
  /** Whether pixels without data leave the mosaic unchanged. */
  readonly skipsVoids: boolean;
  /** Value = stored value of the source x ratio + offset. */
  readonly ratio: number;
  readonly offset: number;
}

/** Points the user to GDAL, which converts it to a file of values. */
export const wayOut = 'Convert it to GeoTIFF: gdal_translate -of GTiff in.vrt dtm.tif';

const SIMPLE = ['SourceFilename', 'SourceBand', 'SourceProperties', 'SrcRect', 'DstRect', 'OpenOptions'];
const COMPLEX = [...SIMPLE, 'NODATA', 'ScaleOffset', 'ScaleRatio', 'UseMaskBand'];

/** @throws UserError `unsupported-file` for what GDAL would compute, `not-a-dtm` when it is invalid */
export function parseSource(file: FileSource, source: XmlElement): VrtSource {
  const isComplex = source.name === 'ComplexSource';
  const known = isComplex ? COMPLEX : source.name === 'SimpleSource' ? SIMPLE : [];
  const odd = source.children.find(
    ({ name, children }) => !known.includes(name) || (name === 'OpenOptions' && children.length > 0),
  );
  if (known.length === 0 || odd !== undefined)
    throw file.error(
      'unsupported-file',
      `has pieces that are computed by GDAL (${known.length === 0 ? source.name : (odd?.name ?? '')}), which is not supported. ${wayOut}`,
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
      'has a piece without a file name, or with invalid numbers: make it again with gdalbuildvrt.',
    );
  if (from !== null && to === null)
    throw file.error(
      'not-a-dtm',
      'has a piece without its place in the mosaic (DstRect): make it again with gdalbuildvrt.',
    );
  requireNearest(file, source, from, to);
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
    throw file.error('not-a-dtm', `has a piece whose ${name} is invalid: make it again with gdalbuildvrt.`);
  return { x, y, width, height };
}

/** Relative tolerance of sizes, and in pixels of positions, for rounded texts. */
const SAME_SIZE = 1e-6;
const SAME_PLACE = 0.001;

/** From here on GDAL takes values from a file's overviews, which were computed, if it has any. */
const MAX_COARSER = 1.5;

/** Refuses pieces whose pixels do not coincide with the mosaic's and are not simply the nearest. */
function requireNearest(file: FileSource, source: XmlElement, from: Rect | null, to: Rect | null): void {
  if (from === null || to === null || isAligned(from, to)) return;
  const how = (source.attributes.get('resampling') ?? 'nearest').toLowerCase();
  const name = textOf(source, 'SourceFilename') ?? '';
  const isCoarser = Math.max(from.width / to.width, from.height / to.height) >= MAX_COARSER;
  // For others, of raw values and mosaics, GDAL takes other pixels than the nearest.
  const isTiff = terrainFormats.geotiff.endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));
  if (/^near(?:est)?(?:neighbou?r)?$/.test(how) && !isCoarser && isTiff) return;
  const why = isCoarser
    ? `are finer than its own, ${MAX_COARSER} times or more,`
    : `do not coincide with its own and ${isTiff ? `are computed (${how})` : 'come from another format than GeoTIFF'},`;
  throw file.error('unsupported-file', `has pieces whose pixels ${why} which is not supported. ${wayOut}`);
}

function isAligned(from: Rect, to: Rect): boolean {
  const isSame =
    Math.abs(to.width / from.width - 1) < SAME_SIZE && Math.abs(to.height / from.height - 1) < SAME_SIZE;
  return isSame && [to.x, to.y, from.x, from.y].every((at) => Math.abs(at - Math.round(at)) < SAME_PLACE);
}
