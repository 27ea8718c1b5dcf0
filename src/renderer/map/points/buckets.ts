/** Points by squares of the map, so that those outside the view need not be painted. */
export interface Buckets {
  readonly west: number;
  readonly south: number;
  /** Edge of a square, map units. */
  readonly edge: number;
  readonly columns: number;
  readonly rows: number;
  /** [columns x rows + 1] where the points of each square begin, row by row from the south-west. */
  readonly starts: Uint32Array;
}

/** Squares along the longer side. */
const ALONG = 24;

/**
 * Sorts points by squares; within a square they keep their order.
 * @param indices of the points in x and y
 */
export function sortIntoBuckets(
  x: Float64Array,
  y: Float64Array,
  indices: Uint32Array,
): { order: Uint32Array; buckets: Buckets } {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const index of indices) {
    west = Math.min(west, x[index] ?? NaN);
    east = Math.max(east, x[index] ?? NaN);
    south = Math.min(south, y[index] ?? NaN);
    north = Math.max(north, y[index] ?? NaN);
  }
  if (indices.length === 0) [west, south, east, north] = [0, 0, 0, 0];
  const edge = Math.max(east - west, north - south, 1) / ALONG;
  const columns = Math.floor((east - west) / edge) + 1;
  const rows = Math.floor((north - south) / edge) + 1;
  const bucketOf = (index: number): number =>
    Math.floor(((y[index] ?? 0) - south) / edge) * columns + Math.floor(((x[index] ?? 0) - west) / edge);

  const starts = new Uint32Array(columns * rows + 1);
  for (const index of indices) {
    const next = bucketOf(index) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let bucket = 1; bucket < starts.length; bucket++)
    starts[bucket] = (starts[bucket] ?? 0) + (starts[bucket - 1] ?? 0);
  const places = starts.slice();
  const order = new Uint32Array(indices.length);
  for (const index of indices) {
    const bucket = bucketOf(index);
    const place = places[bucket] ?? 0;
    order[place] = index;
    places[bucket] = place + 1;
  }
  return { order, buckets: { west, south, edge, columns, rows, starts } };
}

/** Stretches of the sorted points whose squares touch an extent; neighbouring ones are merged. */
export function stretchesIn(
  { west, south, edge, columns, rows, starts }: Buckets,
  [minX, minY, maxX, maxY]: readonly [number, number, number, number],
): { start: number; count: number }[] {
  const within = (value: number, most: number): number => Math.max(0, Math.min(most, Math.floor(value)));
  if (maxX < west || maxY < south || minX > west + columns * edge || minY > south + rows * edge) return [];
  const [first, last] = [
    within((minX - west) / edge, columns - 1),
    within((maxX - west) / edge, columns - 1),
  ];
  const found: { start: number; count: number }[] = [];
  const top = within((maxY - south) / edge, rows - 1);
  for (let row = within((minY - south) / edge, rows - 1); row <= top; row++) {
    const start = starts[row * columns + first] ?? 0;
    const count = (starts[row * columns + last + 1] ?? 0) - start;
    const before = found.at(-1);
    if (before !== undefined && before.start + before.count === start) before.count += count;
    else if (count > 0) found.push({ start, count });
  }
  return found;
}
