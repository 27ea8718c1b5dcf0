import type { FileSource } from '../fileSource';
import { canBeCut, withBlocks } from './blocks';
import type { TiffDirectory } from './directory';
import { DEFLATE, LZW, UNCOMPRESSED, type Layout } from './layout';

const OLD_DEFLATE = 32946;
const COMPRESSION_NAMES: Readonly<Record<number, string>> = {
  2: 'CCITT',
  3: 'CCITT',
  4: 'CCITT',
  6: 'old JPEG',
  7: 'JPEG',
  32773: 'PackBits',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
};

/** Values of PhotometricInterpretation that are pictures, not measurements. */
const PICTURES: Readonly<Record<number, string>> = {
  2: 'an RGB picture',
  3: 'a picture with a palette',
  5: 'a CMYK picture',
  6: 'a YCbCr picture',
  8: 'a CIELab picture',
};

/** By SampleFormat and BitsPerSample. */
const DATA_TYPES: Readonly<Record<string, Layout['dataType']>> = {
  '1/8': 'uint8',
  '1/16': 'uint16',
  '1/32': 'uint32',
  '2/8': 'int8',
  '2/16': 'int16',
  '2/32': 'int32',
  '3/32': 'float32',
  '3/64': 'float64',
};

/** A block is unpacked whole, so larger ones are refused. */
const MAX_BLOCK_BYTES = 128 * 1024 * 1024;

const REWRITE = 'Rewrite it with: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE';
const DAMAGED = 'it is damaged. Copy or download it again.';

/**
 * Reads how the pixels lie, and checks types, sizes, and that every block lies inside the file.
 * @throws UserError `not-a-dtm`, `unsupported-file` or `truncated-file`
 */
export async function readLayout(directory: TiffDirectory): Promise<Layout> {
  const { file } = directory;
  const picture = PICTURES[await directory.number(262, 1)];
  if (picture !== undefined)
    throw file.error('not-a-dtm', `is ${picture}, not a DTM: choose a file whose values are elevations.`);

  const [width, height] = [await directory.number(256, 0), await directory.number(257, 0)];
  requireSize(file, width, height, 'pixels');
  const tiled = directory.has(322) || directory.has(324);
  const blockWidth = tiled ? await directory.number(322, 0) : width;
  const blockHeight = tiled
    ? await directory.number(323, 0)
    : Math.min(height, await directory.number(278, height));
  requireSize(file, blockWidth, blockHeight, 'pixels a block');

  const pixel = await readPixel(directory);
  const packing = await readPacking(directory, pixel.dataType);
  if (
    blockWidth * blockHeight * pixel.bandsTogether * pixel.valueBytes > MAX_BLOCK_BYTES &&
    !canBeCut(tiled, packing)
  )
    throw file.error('unsupported-file', `is packed in one piece that is too large to unpack. ${REWRITE}`);

  const shape = { width, height, tiled, blockWidth, blockHeight, ...pixel, ...packing };
  return withBlocks(directory, shape);
}

function requireSize(file: FileSource, width: number, height: number, of: string): void {
  const isSize = (size: number): boolean => Number.isInteger(size) && size > 0 && size < 2 ** 31;
  if (!isSize(width) || !isSize(height))
    throw file.error('unsupported-file', `says that it has ${width} x ${height} ${of}: ${DAMAGED}`);
}

async function readPixel(
  directory: TiffDirectory,
): Promise<Pick<Layout, 'dataType' | 'valueBytes' | 'bandCount' | 'bandsTogether'>> {
  const { file } = directory;
  const bandCount = await directory.number(277, 1);
  const bits = await directory.numbers(258);
  const formats = await directory.numbers(339);
  const types = new Set(Array.from(bits, (count, band) => `${formats[band] ?? formats[0] ?? 1}/${count}`));
  const [type = ''] = types;
  const dataType = DATA_TYPES[type];
  if (types.size !== 1 || dataType === undefined)
    throw file.error(
      'unsupported-file',
      `has values of ${[...bits].join(', ')} bits that are not read here: whole numbers of 8, 16 or 32 bits and floats of 32 or 64 are. Convert it with: gdal_translate -ot Float32`,
    );
  const planar = await directory.number(284, 1);
  if (!Number.isInteger(bandCount) || bandCount < 1 || (planar !== 1 && planar !== 2))
    throw file.error(
      'unsupported-file',
      `has ${bandCount} bands in planar configuration ${planar}: ${DAMAGED}`,
    );
  return {
    dataType,
    valueBytes: Number(type.split('/')[1]) / 8,
    bandCount,
    bandsTogether: planar === 1 ? bandCount : 1,
  };
}

async function readPacking(
  directory: TiffDirectory,
  dataType: Layout['dataType'],
): Promise<Pick<Layout, 'compression' | 'predictor'>> {
  const { file } = directory;
  const stated = await directory.number(259, UNCOMPRESSED);
  const compression = stated === OLD_DEFLATE ? DEFLATE : stated;
  const predictor = await directory.number(317, 1);
  // A predictor only belongs to a compression: without one it is not applied, whatever the field says.
  if (compression === UNCOMPRESSED) return { compression, predictor: 1 };
  if (compression !== LZW && compression !== DEFLATE)
    throw file.error(
      'unsupported-file',
      `is compressed with ${COMPRESSION_NAMES[compression] ?? `method ${compression}`}, which is not read here. ${REWRITE}`,
    );
  if (predictor !== 1 && predictor !== 2 && !(predictor === 3 && dataType.startsWith('float')))
    throw file.error('unsupported-file', `uses predictor ${predictor} on ${dataType} values. ${REWRITE}`);
  if ((await directory.number(266, 1)) !== 1)
    throw file.error('unsupported-file', `has its bits in reversed order. ${REWRITE}`);
  return { compression, predictor };
}
