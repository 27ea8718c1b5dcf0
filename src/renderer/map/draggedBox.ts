/**
 * The box that dragging a box's corner makes: from where that is now to the corner opposite. Where all corners moved, the box that
 * they make now.
 * @param before,after x, y of its corners, closed by the first one
 * @returns its corners, closed by the first one
 */
export function draggedBox(before: readonly number[][], after: readonly number[][]): number[][] {
  const corners = after.slice(0, 4);
  const stays = ([x, y]: readonly number[], at: number): boolean =>
    x === before[at]?.[0] && y === before[at]?.[1];
  const moved = corners.findIndex((corner, at) => !stays(corner, at));
  const kept = !corners.some(stays) ? corners : [after[moved], after[(moved + 2) % 4]];
  const xs = kept.map((corner) => corner?.[0] ?? NaN);
  const ys = kept.map((corner) => corner?.[1] ?? NaN);
  const [west, east] = [Math.min(...xs), Math.max(...xs)];
  const [south, north] = [Math.min(...ys), Math.max(...ys)];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}
