/**
 * Checks that a window lies inside a raster.
 * @throws RangeError, since asking for another is a mistake of the caller
 */
export function requireWindow(
  raster: { readonly width: number; readonly height: number },
  column: number,
  row: number,
  width: number,
  height: number,
): void {
  const inside = (start: number, length: number, size: number): boolean =>
    Number.isInteger(start) && Number.isInteger(length) && start >= 0 && length > 0 && start + length <= size;
  if (!inside(column, width, raster.width) || !inside(row, height, raster.height))
    throw new RangeError(
      `Window ${column},${row} ${width}x${height} lies outside the raster of ${raster.width}x${raster.height}`,
    );
}
