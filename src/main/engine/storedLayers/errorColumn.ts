/** Errors of a chunk as they are in the file: the upper halves of Float32s, whose lower ones are 0. [n] -> [n] */
export function storedError(error: Float32Array): Uint16Array {
  const words = new Uint32Array(error.buffer, error.byteOffset, error.length);
  return Uint16Array.from(words, (word) => word >>> 16);
}

/** Errors as they are in the file, little-endian, read. @returns [bytes / 2] */
export function errorOf(bytes: Uint8Array): Float32Array {
  const halves = new Uint16Array(bytes.byteLength / 2);
  new Uint8Array(halves.buffer).set(bytes);
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
