/** A square grid of samples in the local metric frame, centred on the location, north row first. */
export interface Grid {
  /** Samples along an edge. */
  readonly size: number;
  readonly spacingM: number;
}

/** Cells [left, right] x [top, bottom] of a level that a grid reads. */
export interface CellRange {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Whether every sample lies between the centres of existing cells. */
  inside: boolean;
}

/** Share of a pixel by which a sample may lie outside, for DTMs that abut up to rounding. */
const EDGE_TOLERANCE = 0.01;

/** One level of a raster: cells of 2^level pixels. */
export interface LevelShape {
  readonly level: number;
  /** Cells. */
  readonly width: number;
  readonly height: number;
  /** Pixels of level 0. */
  readonly baseWidth: number;
  readonly baseHeight: number;
}

/** The largest distance, in pixels, that a frame's five terms from `at` on reach at `reachM` in any direction. */
export const reachOf = (frames: Float64Array, at: number, reachM: number): number =>
  reachM *
  (Math.abs(frames[at] ?? NaN) +
    Math.abs(frames[at + 1] ?? NaN) +
    reachM *
      (Math.abs(frames[at + 2] ?? NaN) + Math.abs(frames[at + 3] ?? NaN) + Math.abs(frames[at + 4] ?? NaN)));

/**
 * The cells that a location's grid reads.
 * @param frames metric frames (see FrameWriter); the location's begins at `at`
 * @param range receives the result
 * @returns false when no sample lies in the raster
 */
export function cellRange(
  frames: Float64Array,
  at: number,
  grid: Grid,
  shape: LevelShape,
  range: CellRange,
): boolean {
  const reachM = ((grid.size - 1) / 2) * grid.spacingM;
  const column = frames[at] ?? NaN;
  const row = frames[at + 6] ?? NaN;
  const columnReach = reachOf(frames, at + 1, reachM);
  const rowReach = reachOf(frames, at + 7, reachM);
  if (!(column + columnReach >= -EDGE_TOLERANCE && column - columnReach <= shape.baseWidth + EDGE_TOLERANCE))
    return false;
  if (!(row + rowReach >= -EDGE_TOLERANCE && row - rowReach <= shape.baseHeight + EDGE_TOLERANCE))
    return false;
  const scale = 2 ** -shape.level;
  const west = (column - columnReach) * scale - 0.5;
  const east = (column + columnReach) * scale - 0.5;
  const north = (row - rowReach) * scale - 0.5;
  const south = (row + rowReach) * scale - 0.5;
  range.inside = west >= 0 && north >= 0 && east < shape.width - 1 && south < shape.height - 1;
  range.left = Math.min(shape.width - 1, Math.max(0, Math.floor(west)));
  range.top = Math.min(shape.height - 1, Math.max(0, Math.floor(north)));
  // One more than bilinear needs, since sums round differently along the grid.
  range.right = Math.max(0, Math.min(shape.width - 1, Math.floor(east) + 2));
  range.bottom = Math.max(0, Math.min(shape.height - 1, Math.floor(south) + 2));
  return true;
}

/** Cells in memory that cover a CellRange; the first one is the level's cell (left, top). */
export interface Window {
  readonly values: Float32Array;
  readonly left: number;
  readonly top: number;
  readonly stride: number;
}

/** Column or row of the point at (eastM, northM), from the six numbers of a frame from `at` on. */
export const positionAt = (frames: Float64Array, at: number, eastM: number, northM: number): number =>
  (frames[at] ?? NaN) +
  eastM * ((frames[at + 1] ?? NaN) + eastM * (frames[at + 3] ?? NaN) + northM * (frames[at + 4] ?? NaN)) +
  northM * ((frames[at + 2] ?? NaN) + northM * (frames[at + 5] ?? NaN));

/**
 * The same for a grid that reaches the raster's edge or beyond: a sample beyond the edge is NaN.
 * @param rim whether a sample between the outermost cell centres and the raster's edge takes the outermost cells (a
 * pixel is an area), or is NaN as well
 */
export function sampleAtEdge(
  frames: Float64Array,
  at: number,
  grid: Grid,
  shape: LevelShape,
  rim: boolean,
  window: Window,
  out: Float32Array,
  outAt: number,
): void {
  const { size, spacingM } = grid;
  const { values, stride } = window;
  const scale = 2 ** -shape.level;
  const half = (size - 1) / 2;
  let index = outAt;
  for (let i = 0; i < size; i++) {
    const northM = (half - i) * spacingM;
    for (let j = 0; j < size; j++) {
      const eastM = (j - half) * spacingM;
      const pixelColumn = positionAt(frames, at, eastM, northM);
      const pixelRow = positionAt(frames, at + 6, eastM, northM);
      const within =
        pixelColumn >= -EDGE_TOLERANCE &&
        pixelRow >= -EDGE_TOLERANCE &&
        pixelColumn <= shape.baseWidth + EDGE_TOLERANCE &&
        pixelRow <= shape.baseHeight + EDGE_TOLERANCE;
      const column = Math.min(Math.max(pixelColumn * scale - 0.5, 0), shape.width - 1);
      const row = Math.min(Math.max(pixelRow * scale - 0.5, 0), shape.height - 1);
      const onRim = column !== pixelColumn * scale - 0.5 || row !== pixelRow * scale - 0.5;
      if (!within || (onRim && !rim)) {
        out[index++] = NaN;
        continue;
      }
      const x = Math.floor(column);
      const y = Math.floor(row);
      const right = x + 1 < shape.width ? 1 : 0;
      const down = y + 1 < shape.height ? stride : 0;
      const cell = (y - window.top) * stride + x - window.left;
      const dx = column - x;
      const dy = row - y;
      const northWest = values[cell] ?? NaN;
      const southWest = values[cell + down] ?? NaN;
      const north = northWest + dx * ((values[cell + right] ?? NaN) - northWest);
      const south = southWest + dx * ((values[cell + down + right] ?? NaN) - southWest);
      out[index++] = north + dy * (south - north);
    }
  }
}
