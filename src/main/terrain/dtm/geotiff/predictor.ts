/**
 * Undoes TIFF's predictor 2 in place: every value was stored as its difference from the one before in its row and band.
 * @param values rows of `rowLength` values in the machine's byte order
 * @param bands values of one pixel that lie together
 */
export function undoDifferences(
  values: Uint8Array | Uint16Array | Uint32Array | BigUint64Array,
  rowLength: number,
  bands: number,
): void {
  if (values instanceof BigUint64Array) {
    for (let row = 0; row < values.length; row += rowLength)
      for (let i = row + bands; i < row + rowLength; i++)
        values[i] = (values[i] ?? 0n) + (values[i - bands] ?? 0n);
    return;
  }
  for (let row = 0; row < values.length; row += rowLength)
    for (let i = row + bands; i < row + rowLength; i++)
      values[i] = (values[i] ?? 0) + (values[i - bands] ?? 0);
}

/**
 * Undoes TIFF's predictor 3 (TIFF Technical Note 3): the bytes of a row of floating-point values, the highest of all
 * values first, then the next, each stored as its difference from the byte before. Gives little-endian values.
 */
export function undoFloatDifferences(
  bytes: Uint8Array,
  rowLength: number,
  bands: number,
  valueBytes: number,
): void {
  const rowBytes = rowLength * valueBytes;
  const planes = new Uint8Array(rowBytes);
  for (let row = 0; row < bytes.length; row += rowBytes) {
    for (let i = row + bands; i < row + rowBytes; i++) bytes[i] = (bytes[i] ?? 0) + (bytes[i - bands] ?? 0);
    planes.set(bytes.subarray(row, row + rowBytes));
    for (let i = 0; i < rowLength; i++)
      for (let b = 0; b < valueBytes; b++)
        bytes[row + i * valueBytes + b] = planes[(valueBytes - 1 - b) * rowLength + i] ?? 0;
  }
}
