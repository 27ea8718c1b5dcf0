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
 * Undoes TIFF's predictor 3 (TIFF Technical Note 3) in place: a row holds the highest bytes of all its floating-point
 * values, then the next lower ones, and so on, each byte as its difference from the one before in its band. Gives
 * little-endian values.
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
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let i = band; i < rowBytes; i += bands) {
        sum = (sum + (bytes[row + i] ?? 0)) & 0xff;
        planes[i] = sum;
      }
    }
    for (let b = 0; b < valueBytes; b++) {
      const plane = (valueBytes - 1 - b) * rowLength;
      for (let i = 0, to = row + b; i < rowLength; i++, to += valueBytes) bytes[to] = planes[plane + i] ?? 0;
    }
  }
}
