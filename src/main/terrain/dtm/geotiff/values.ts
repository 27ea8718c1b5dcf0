import { once } from '../../../../shared/once';
import type { StoredValues } from '../elevations';
import type { Layout } from './layout';

/**
 * The values in plain bytes: rows of `rowLength` values of `valueBits` bits. Bytes of values are little-endian; values
 * that are not whole bytes have their highest bit first. 16- and 24-bit floats become 32-bit ones, 64-bit integers become
 * 64-bit floats, which is exact to 2^53.
 */
export function valuesOf(
  bytes: Buffer,
  { dataType, valueBits }: Pick<Layout, 'dataType' | 'valueBits'>,
  rowLength: number,
): StoredValues {
  const { buffer, byteOffset, length } = bytes;
  if (dataType.startsWith('uint') && ![8, 16, 32, 64].includes(valueBits))
    return unpackBits(bytes, valueBits, rowLength);
  switch (dataType) {
    case 'int8':
      return new Int8Array(buffer, byteOffset, length);
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length);
    case 'int16':
      return new Int16Array(buffer, byteOffset, length / 2);
    case 'uint16':
      return new Uint16Array(buffer, byteOffset, length / 2);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length / 4);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, length / 4);
    case 'int64':
      return toDoubles(new BigInt64Array(buffer, byteOffset, length / 8));
    case 'uint64':
      return toDoubles(new BigUint64Array(buffer, byteOffset, length / 8));
    case 'float16':
      return fromHalfFloats(new Uint16Array(buffer, byteOffset, length / 2));
    case 'float32':
      return valueBits === 24
        ? Float32Array.from({ length: length / 3 }, (_, i) => smallFloat(bytes.readUIntLE(3 * i, 3), 7, 16))
        : new Float32Array(buffer, byteOffset, length / 4);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length / 8);
  }
}

function unpackBits(bytes: Buffer, valueBits: number, rowLength: number): StoredValues {
  const rowBytes = Math.ceil((rowLength * valueBits) / 8);
  const rows = bytes.length / rowBytes;
  const values = new (valueBits <= 8 ? Uint8Array : valueBits <= 16 ? Uint16Array : Uint32Array)(
    rows * rowLength,
  );
  for (let row = 0, to = 0; row < rows; row++)
    for (let i = 0, at = row * rowBytes * 8; i < rowLength; i++) {
      let value = 0;
      for (let left = valueBits; left > 0;) {
        const taken = Math.min(left, 8 - (at & 7));
        const part = ((bytes[at >> 3] ?? 0) >> (8 - (at & 7) - taken)) & ((1 << taken) - 1);
        value = value * 2 ** taken + part;
        at += taken;
        left -= taken;
      }
      values[to++] = value;
    }
  return values;
}

function toDoubles(whole: BigInt64Array | BigUint64Array): Float64Array {
  const values = new Float64Array(whole.length);
  for (let i = 0; i < whole.length; i++) values[i] = Number(whole[i]);
  return values;
}

/** All 16-bit floats. */
const halfFloats = once(() => Float32Array.from({ length: 65_536 }, (_, i) => smallFloat(i, 5, 10)));

function fromHalfFloats(bits: Uint16Array): Float32Array {
  const all = halfFloats();
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = all[bits[i] ?? 0] ?? NaN;
  return values;
}

/** A float from its sign, exponent and mantissa, by the rules of IEEE 754. */
function smallFloat(bits: number, exponentBits: number, mantissaBits: number): number {
  const sign = bits >> (exponentBits + mantissaBits) === 0 ? 1 : -1;
  const highest = 2 ** exponentBits - 1;
  const exponent = (bits >> mantissaBits) & highest;
  const fraction = (bits & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  if (exponent === highest) return fraction === 0 ? sign * Infinity : NaN;
  const bias = 2 ** (exponentBits - 1) - 1;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}
