import type { FileSource } from '../../../platform/fileSource';
import { canBeCut, withBlocks } from './blocks';
import type { TiffDirectory } from './directory';
import { canDecode } from './codecs/bank';
import { DEFLATE, LERC, PACK_BITS, UNCOMPRESSED, ZSTD } from './codecs/methods';
import { rowBytesOf, type Layout } from './layout';

/** Compression methods that are refused, by what people call them. */
const COMPRESSION_NAMES: Readonly<Record<number, string>> = {
  2: 'CCITT',
  3: 'CCITT',
  4: 'CCITT',
  6: 'old JPEG',
  7: 'JPEG',
  32809: 'ThunderScan',
  32909: 'PixarLog',
  34676: 'SGI Log',
  34677: 'SGI Log',
  34712: 'JPEG 2000',
  34925: 'LZMA',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
};

/** Second compression of LERC, by its number in the field LercParameters. */
const LERC_PARAMETERS = 50674;
const LERC_AROUND: Readonly<Record<number, readonly number[]>> = { 0: [], 1: [DEFLATE], 2: [ZSTD] };

const PALETTE = 3;
/** Values of PhotometricInterpretation that are pictures, not measurements. */
const PICTURES: Readonly<Record<number, string>> = {
  2: 'an RGB picture',
  5: 'a CMYK picture',
  6: 'a YCbCr picture',
  8: 'a CIELab picture',
};

const FORMATS: Readonly<Record<number, 'uint' | 'int' | 'float'>> = {
  1: 'uint',
  2: 'int',
  3: 'float',
  4: 'uint',
};

/** A block is unpacked whole, so larger ones are refused, by their bytes and by the values in them. */
const MAX_BLOCK_VALUES = 128 * 1024 * 1024;
const MAX_BLOCK_BYTES = 128 * 1024 * 1024;

const REWRITE = 'Rewrite it with: gdal_translate -co TILED=YES -co COMPRESS=DEFLATE';
const DAMAGED = 'it is damaged. Copy or download it again.';

/**
 * Reads how the pixels lie, and checks types, sizes, and that every block lies inside the file.
 * @throws UserError `not-a-dtm`, `unsupported-file` or `truncated-file`
 */
export async function readLayout(directory: TiffDirectory): Promise<Layout> {
  const { file } = directory;
  const photometric = await directory.number(262, 1);
  // Pictures have 256 colours at most: a palette of more colours measurements.
  if (photometric === PALETTE && (await directory.number(258, 1)) <= 8)
    throw file.error(
      'not-a-dtm',
      'is a picture with a palette. If its values are elevations, drop the palette with: gdal_translate -co PHOTOMETRIC=MINISBLACK',
    );
  const picture = PICTURES[photometric];
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
  const packing = await readPacking(directory, pixel);
  const blockValues = blockWidth * blockHeight * pixel.bandsTogether;
  const blockBytes = rowBytesOf({ blockWidth, ...pixel }) * blockHeight;
  if ((blockBytes > MAX_BLOCK_BYTES || blockValues > MAX_BLOCK_VALUES) && !canBeCut(tiled, packing))
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
): Promise<Pick<Layout, 'dataType' | 'valueBits' | 'bandCount' | 'bandsTogether'>> {
  const { file } = directory;
  const bandCount = await directory.number(277, 1);
  const bits = await directory.numbers(258);
  const formats = await directory.numbers(339);
  const types = new Set(
    Array.from(bits, (count, band) => typeOf(FORMATS[formats[band] ?? formats[0] ?? 1], count)),
  );
  const [dataType = null] = types;
  const [valueBits = 0] = bits;
  if (types.size !== 1 || dataType === null || bits.some((count) => count !== valueBits))
    throw file.error(
      'unsupported-file',
      `has values of ${[...bits].join(', ')} bits that are not read here: whole numbers of 8, 16, 32 or 64 bits and floats of 16, 24, 32 or 64 are. Convert it with: gdal_translate -ot Float32`,
    );
  const planar = await directory.number(284, 1);
  if (!Number.isInteger(bandCount) || bandCount < 1 || (planar !== 1 && planar !== 2))
    throw file.error(
      'unsupported-file',
      `has ${bandCount} bands in planar configuration ${planar}: ${DAMAGED}`,
    );
  return { dataType, valueBits, bandCount, bandsTogether: planar === 1 ? bandCount : 1 };
}

/** The type that values of a SampleFormat and BitsPerSample are read into; null for those that are not read. */
function typeOf(format: 'uint' | 'int' | 'float' | undefined, bits: number): Layout['dataType'] | null {
  if (format === 'float' && bits === 24) return 'float32';
  if (format === 'uint' && Number.isInteger(bits) && bits > 0 && bits < 32)
    return bits <= 8 ? 'uint8' : bits <= 16 ? 'uint16' : 'uint32';
  if (format === 'float') return bits === 16 || bits === 32 || bits === 64 ? `float${bits}` : null;
  return format !== undefined && (bits === 8 || bits === 16 || bits === 32 || bits === 64)
    ? `${format}${bits}`
    : null;
}

async function readPacking(
  directory: TiffDirectory,
  { dataType, valueBits }: Pick<Layout, 'dataType' | 'valueBits'>,
): Promise<Pick<Layout, 'compressions' | 'predictor' | 'bitsReversed'>> {
  const { file } = directory;
  const compression = await directory.number(259, UNCOMPRESSED);
  const bitsReversed = (await directory.number(266, 1)) === 2;
  if (!canDecode(compression))
    throw file.error(
      'unsupported-file',
      `is compressed with ${COMPRESSION_NAMES[compression] ?? `method ${compression}`}, which is not read here. ${REWRITE}`,
    );
  const around = compression === LERC ? LERC_AROUND[(await directory.numbers(LERC_PARAMETERS))[1] ?? 0] : [];
  if (around === undefined)
    throw file.error('unsupported-file', `packs LERC in a way that is not read here. ${REWRITE}`);
  const compressions = [...around, compression];
  // A predictor belongs to some compressions: with others it is not applied, whatever the field says.
  if ([UNCOMPRESSED, PACK_BITS, LERC].includes(compression))
    return { compressions, predictor: 1, bitsReversed };
  const predictor = await directory.number(317, 1);
  const fits =
    predictor === 1 ||
    (predictor === 2 && [8, 16, 32, 64].includes(valueBits)) ||
    (predictor === 3 && dataType.startsWith('float'));
  if (!fits)
    throw file.error(
      'unsupported-file',
      `uses predictor ${predictor} on ${dataType} values of ${valueBits} bits. ${REWRITE}`,
    );
  return { compressions, predictor, bitsReversed };
}
