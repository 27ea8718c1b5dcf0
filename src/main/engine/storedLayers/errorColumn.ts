/** Errors of a chunk as stored in the file: the upper halves of Float32s, whose lower ones are 0. [n] -> [n] */
export function storedError(error: Float32Array): Uint16Array {
  const words = new Uint32Array(error.buffer, error.byteOffset, error.length);
  return Uint16Array.from(words, (word) => word >>> 16);
}

/** Errors read as stored in the file, little-endian. @returns [bytes / 2] */
export function errorOf(bytes: Uint8Array): Float32Array {
  const halves = new Uint16Array(bytes.byteLength / 2);
  new Uint8Array(halves.buffer).set(bytes);
  const words = new Uint32Array(halves.length);
  for (let cell = 0; cell < halves.length; cell++) words[cell] = (halves[cell] ?? 0) << 16;
  return new Float32Array(words.buffer);
}
