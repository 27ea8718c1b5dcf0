import { childrenOf, parseXml, textOf, type XmlElement } from '../../xml/xmlTree';
import { parseNoData, unitM } from '../bandFacts';
import type { DtmMetadata } from '../dtm';
import type { FileSource } from '../../../platform/fileSource';
import type { GeoTransform } from '../geoTransform';
import { parseSource, wayOut, type VrtSource } from './parseSource';

/** A band of a mosaic. */
export interface VrtBand {
  readonly dataType: DtmMetadata['dataType'];
  readonly noData: number | null;
  /** Elevation = (value x scale + offset) x metres of the unit. */
  readonly scale: number;
  readonly offset: number;
  readonly unitM: number;
  /** Later ones cover those before. */
  readonly sources: readonly VrtSource[];
}

/** What a mosaic says. */
export interface Vrt {
  readonly width: number;
  readonly height: number;
  readonly transform: GeoTransform;
  /** Text of its coordinate system; null where it states none. */
  readonly srs: string | null;
  readonly bands: readonly VrtBand[];
}

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_SOURCES = 20_000;

/** GDAL's names of the types that elevations may have; complex ones are no elevations. */
const TYPES: Readonly<Record<string, DtmMetadata['dataType']>> = {
  Byte: 'uint8',
  Int8: 'int8',
  UInt16: 'uint16',
  Int16: 'int16',
  UInt32: 'uint32',
  Int32: 'int32',
  UInt64: 'uint64',
  Int64: 'int64',
  Float16: 'float16',
  Float32: 'float32',
  Float64: 'float64',
};

/**
 * Reads a mosaic of GDAL (VRT) of bands of simple and complex sources. What GDAL would calculate, such as a warp or a function of
 * pixels, is refused.
 * @throws UserError `not-a-dtm`, `unsupported-file`
 */
export async function parseVrt(file: FileSource): Promise<Vrt> {
  if (file.size > MAX_BYTES)
    throw file.error('unsupported-file', `is larger than a mosaic that is read here. ${wayOut}`);
  const root = parseXml((await file.read(0, file.size, 'its text')).toString('utf8'));
  if (root?.name !== 'VRTDataset')
    throw file.error('not-a-dtm', 'is no well-formed VRT of GDAL: make it again with gdalbuildvrt.');
  const subClass = root.attributes.get('subClass');
  if (subClass !== undefined)
    throw file.error(
      'unsupported-file',
      `is calculated by GDAL (${subClass}), which is not done here. ${wayOut}`,
    );
  const [width, height] = ['rasterXSize', 'rasterYSize'].map((name) => Number(root.attributes.get(name)));
  if (!isCount(width) || !isCount(height))
    throw file.error(
      'not-a-dtm',
      'does not say how many columns and rows it has: make it again with gdalbuildvrt.',
    );
  const transform = (textOf(root, 'GeoTransform') ?? '').split(',').map(Number);
  const [x = NaN, a = NaN, b = NaN, y = NaN, d = NaN, e = NaN] = transform;
  if (transform.length !== 6)
    throw file.error(
      'not-a-dtm',
      'does not say where it lies (no GeoTransform). Make it again with gdalbuildvrt, from rasters that are placed.',
    );
  const bands = childrenOf(root, 'VRTRasterBand').map((band) => parseBand(file, band));
  if (bands.length === 0) throw file.error('not-a-dtm', 'has no band: make it again with gdalbuildvrt.');
  const sources = bands.reduce((sum, band) => sum + band.sources.length, 0);
  if (sources > MAX_SOURCES)
    throw file.error('unsupported-file', `is made of ${sources} pieces, more than are read here. ${wayOut}`);
  const srs = textOf(root, 'SRS') ?? '';
  requireSameMask(file, root, bands);
  return { width, height, transform: [x, a, b, y, d, e], srs: srs === '' ? null : srs, bands };
}

const isCount = (value: number | undefined): value is number =>
  value !== undefined && Number.isInteger(value) && value > 0 && value < 2 ** 31;

function parseBand(file: FileSource, band: XmlElement): VrtBand {
  const subClass = band.attributes.get('subClass') ?? 'VRTSourcedRasterBand';
  const dataType = TYPES[band.attributes.get('dataType') ?? 'Byte'];
  if (subClass !== 'VRTSourcedRasterBand' || dataType === undefined)
    throw file.error(
      'unsupported-file',
      `has a band that is calculated by GDAL (${dataType === undefined ? 'complex numbers' : subClass}), which is not done here. ${wayOut}`,
    );
  const number = (name: string, otherwise: number): number => {
    const value = Number(textOf(band, name) ?? otherwise);
    if (!Number.isFinite(value))
      throw file.error(
        'not-a-dtm',
        `has a band whose ${name} is no number: make it again with gdalbuildvrt.`,
      );
    return value;
  };
  return {
    dataType,
    noData: parseNoData(textOf(band, 'NoDataValue') ?? ''),
    scale: number('Scale', 1),
    offset: number('Offset', 0),
    unitM: unitM(textOf(band, 'UnitType') ?? ''),
    sources: band.children
      .filter(({ name }) => name.endsWith('Source'))
      .map((source) => parseSource(file, source)),
  };
}

/** A mask of a mosaic is honoured where it is that of its sources, which these bring themselves. */
function requireSameMask(file: FileSource, root: XmlElement, bands: readonly VrtBand[]): void {
  const masks = childrenOf(root, 'MaskBand').flatMap((mask) => childrenOf(mask, 'VRTRasterBand'));
  for (const source of masks.flatMap(({ children }) =>
    children.filter(({ name }) => name.endsWith('Source')),
  )) {
    const path = textOf(source, 'SourceFilename');
    const isOwn =
      (textOf(source, 'SourceBand') ?? '').startsWith('mask') &&
      bands.every(({ sources }) => sources.some((other) => other.fileName === path));
    if (!isOwn) throw file.error('unsupported-file', `has a mask of other files than its values. ${wayOut}`);
  }
}
