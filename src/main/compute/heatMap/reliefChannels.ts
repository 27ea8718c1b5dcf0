/** Reach of the windows around a cell whose mean elevation is subtracted from the cell's, in radii. */
const MEAN_WINDOWS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4];

/** Reach of the window whose spread, highest and lowest elevation are channels, in radii. */
const RELIEF_WINDOW = 1;

/** Heights are scaled by a share of a window's reach, slopes by a constant: typical of mountains, so that channels are about one. */
const HEIGHT_SCALE = 0.15;
const SLOPE_SCALE = 0.5;

/** Two components of the slope, and spread, rise to the highest and height above the lowest elevation around. */
const OTHER_CHANNELS = 5;

/** Values per cell in the network's input. */
export const CHANNELS = MEAN_WINDOWS.length + OTHER_CHANNELS;

/** How the terrain is sampled. */
export interface Sampling {
  readonly radiusM: number;
  /** Metres between cells. */
  readonly spacingM: number;
}

const cellsOf = (radii: number, { radiusM, spacingM }: Sampling): number =>
  Math.max(1, Math.round((radii * radiusM) / spacingM));

/** Cells around a square that its channels are computed from, an even number. */
export const channelMargin = (sampling: Sampling): number =>
  2 * Math.ceil(Math.max(...MEAN_WINDOWS.map((radii) => cellsOf(radii, sampling))) / 2);

/**
 * The network's input: the cell's height above the mean of six windows around it (the topographic
 * position index of Weiss 2001), the slope's components eastwards and southwards, the standard deviation of elevations
 * within a radius, and how far their highest and lowest lie above and below the cell. Elevation itself is left out. Zero
 * where the cell has no elevation; windows use the elevations that exist.
 * @param elevations [size^2] metres, NaN where there are none; no channels are computed for the outermost channelMargin cells
 * @returns [(size - 2 margin)^2, CHANNELS]
 */
export function reliefChannels(elevations: Float32Array, sampling: Sampling): Float32Array {
  const size = Math.sqrt(elevations.length);
  const margin = channelMargin(sampling);
  const inner = size - 2 * margin;
  const channels = new Float32Array(inner * inner * CHANNELS);
  const meanReaches = MEAN_WINDOWS.map((radii) => cellsOf(radii, sampling));
  const reach = cellsOf(RELIEF_WINDOW, sampling);
  const heightScale = HEIGHT_SCALE * sampling.spacingM;
  const reliefScale = heightScale * reach;
  const slopeScale = SLOPE_SCALE * 2 * sampling.spacingM;
  const base = elevations.find((z) => !Number.isNaN(z)) ?? 0;
  const areas = summedAreas(elevations, base);
  const highest = windowMaxima(elevations, margin, reach);
  const lowest = windowMaxima(
    elevations.map((z) => -z),
    margin,
    reach,
  );
  const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);
  let at = 0;
  for (let row = margin; row < size - margin; row++) {
    for (let column = margin; column < size - margin; column++, at += CHANNELS) {
      const cell = row * size + column;
      const z = elevations[cell] ?? NaN;
      if (Number.isNaN(z)) continue;
      let channel = at;
      for (const window of meanReaches) {
        const mean =
          within(areas.sums, size, row, column, window) / within(areas.counts, size, row, column, window);
        channels[channel++] = (z - base - mean) / (heightScale * window);
      }
      channels[channel++] = orZero(
        ((elevations[cell + 1] ?? NaN) - (elevations[cell - 1] ?? NaN)) / slopeScale,
      );
      channels[channel++] = orZero(
        ((elevations[cell + size] ?? NaN) - (elevations[cell - size] ?? NaN)) / slopeScale,
      );
      const count = within(areas.counts, size, row, column, reach);
      const mean = within(areas.sums, size, row, column, reach) / count;
      const variance = within(areas.squares, size, row, column, reach) / count - mean * mean;
      channels[channel++] = Math.sqrt(Math.max(0, variance)) / reliefScale;
      channels[channel++] = ((highest[cell] ?? NaN) - z) / (2 * reliefScale);
      channels[channel] = ((lowest[cell] ?? NaN) + z) / (2 * reliefScale);
    }
  }
  return channels;
}

/** Number, sum and sum of squares of the elevations north-west of each corner of cells, [size + 1, size + 1] each. */
interface SummedAreas {
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Summed areas (Crow 1984).
 * @param base metres subtracted from elevations, so that their squares stay exact
 */
function summedAreas(elevations: Float32Array, base: number): SummedAreas {
  const size = Math.sqrt(elevations.length);
  const stride = size + 1;
  const counts = new Float64Array(stride * stride);
  const sums = new Float64Array(stride * stride);
  const squares = new Float64Array(stride * stride);
  for (let row = 0; row < size; row++) {
    let [count, sum, square] = [0, 0, 0];
    for (let column = 0; column < size; column++) {
      const height = (elevations[row * size + column] ?? NaN) - base;
      if (!Number.isNaN(height)) {
        count += 1;
        sum += height;
        square += height * height;
      }
      const at = (row + 1) * stride + column + 1;
      counts[at] = count + (counts[at - stride] ?? 0);
      sums[at] = sum + (sums[at - stride] ?? 0);
      squares[at] = square + (squares[at - stride] ?? 0);
    }
  }
  return { counts, sums, squares };
}

/** The sum over the square window around a cell, from summed areas. */
function within(area: Float64Array, size: number, row: number, column: number, reach: number): number {
  const stride = size + 1;
  const north = (row - reach) * stride + column;
  const south = (row + reach + 1) * stride + column;
  const [west, east] = [-reach, reach + 1];
  return (
    (area[south + east] ?? 0) -
    (area[north + east] ?? 0) -
    (area[south + west] ?? 0) +
    (area[north + west] ?? 0)
  );
}

/** The highest value in the square window around each cell inside the margin: along rows, then along columns. */
function windowMaxima(values: Float32Array, margin: number, reach: number): Float32Array {
  const size = Math.sqrt(values.length);
  const along = (from: Float32Array, step: number, firstRow: number): Float32Array => {
    const maxima = new Float32Array(values.length);
    for (let row = firstRow; row < size - firstRow; row++) {
      for (let column = margin; column < size - margin; column++) {
        const cell = row * size + column;
        let highest = -Infinity;
        for (let other = cell - reach * step; other <= cell + reach * step; other += step) {
          const value = from[other] ?? NaN;
          if (value > highest) highest = value;
        }
        maxima[cell] = highest;
      }
    }
    return maxima;
  };
  return along(along(values, 1, margin - reach), size, margin);
}
