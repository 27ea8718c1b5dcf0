import { z } from 'zod';

/** A BLOB column as sqlite3 returns it. */
export const blob = z.instanceof(Uint8Array);

/** The bytes of a typed array, without a copy. */
export const bytesOf = (array: ArrayBufferView): Uint8Array =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength);

/** BLOB bytes as Float32 values; copied, since a BLOB need not be aligned. @throws RangeError on a broken length */
export function float32Of(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % 4 !== 0)
    throw new RangeError(`A BLOB of ${bytes.byteLength} bytes is not a Float32 array.`);
  const values = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(values.buffer).set(bytes);
  return values;
}
