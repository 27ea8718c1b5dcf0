import type { CodedBlock } from '../codedBlock';
import { FLOAT32, newValues, readBlob, typeBytes } from './blob';
import { decodeBlob, type LercMask } from './values';

/** LERC's types by their numbers. */
const TYPES = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/**
 * Decodes a block of LERC: one blob with all values of each pixel, or one blob per band. Values are returned as [rows, columns,
 * bands], little-endian; NaN where a mask marks no
 * data, or 0 for integers, as in libtiff.
 *
 * The library for it would be Esri's lerc. Its version 3, which geotiff.js uses, fails on unsigned 32-bit integers
 * (findings/geotiff-js-lerc-uint32.sh); version 4 is WebAssembly that must be a separate file beside the code.
 * @throws Error when a blob is damaged or does not fit the block
 */
export function decodeLerc(packed: Buffer, { width, height, bands, dataType }: CodedBlock): Buffer {
  const type = TYPES.indexOf(dataType);
  let values = newValues(Math.max(0, type), 0);
  let mask: LercMask = null;
  for (let at = 0, band = 0; band < bands;) {
    const blob = readBlob(packed.subarray(at));
    const rows = values.length === 0 ? blob.rows : values.length / width / bands;
    if (blob.type !== type || blob.columns !== width || blob.rows !== rows || rows > height)
      throw new Error('LERC blob is not the block');
    // libtiff stores an opacity that is either 0 or full as the mask.
    const isOpacity = band === 0 && blob.depth === bands - 1 && dataType === 'uint8';
    if (band + blob.depth > bands || (blob.depth > 1 && band > 0))
      throw new Error('LERC blob has too many bands');
    if (values.length === 0) values = newValues(type, width * rows * bands);
    const decoded = decodeBlob(blob, mask);
    mask = decoded.mask;
    for (let pixel = 0; pixel < width * rows; pixel++) {
      const isVoid = mask?.[pixel] === 0 && type >= FLOAT32;
      for (let d = 0; d < blob.depth; d++)
        values[pixel * bands + band + d] = isVoid ? NaN : (decoded.values[pixel * blob.depth + d] ?? 0);
      if (isOpacity && at + blob.bytes.length === packed.length)
        values[pixel * bands + bands - 1] = mask?.[pixel] === 0 ? 0 : 255;
    }
    at += blob.bytes.length;
    band += blob.depth;
    if (isOpacity && at === packed.length) break;
  }
  return Buffer.from(values.buffer, 0, values.length * typeBytes(type));
}
