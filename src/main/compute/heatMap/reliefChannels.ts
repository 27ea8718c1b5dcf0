/** How far the windows around a cell reach whose mean elevation is taken from its own, in radii. */
const MEAN_WINDOWS = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4];

/** How far the window reaches whose spread, highest and lowest elevation are told, in radii. */
const RELIEF_WINDOW = 1;

/** Heights are told in parts of a window's reach, slopes in parts of one: what mountains have, so that channels are about one. */
const HEIGHT_SCALE = 0.15;
const SLOPE_SCALE = 0.5;

/** Two components of the slope, and spread, rise to the highest and height above the lowest elevation around. */
const OTHER_CHANNELS = 5;

/** Values that the network is given of a cell. */
export const CHANNELS = MEAN_WINDOWS.length + OTHER_CHANNELS;

/** How the ground is sampled. */
export interface Sampling {
  readonly radiusM: number;
  /** Metres between cells. */
  readonly spacingM: number;
}

const cellsOf = (radii: number, { radiusM, spacingM }: Sampling): number =>
  Math.max(1, Math.round((radii * radiusM) / spacingM));

/** Cells around a square that its channels are made of, even. */
export const channelMargin = (sampling: Sampling): number =>
  2 * Math.ceil(Math.max(...MEAN_WINDOWS.map((radii) => cellsOf(radii, sampling))) / 2);

/**
 * What the network is given of the ground: the cell's height above the mean of six windows around it (the topographic
 * position index of Weiss 2001), the slope's components eastwards and southwards, the standard deviation of elevations
 * within a radius, and how far their highest and lowest lie above and below the cell. Elevation itself is left out. Zero
 * where the cell has no elevation; windows take the elevations that exist.
 * @param elevations [size^2] metres, NaN where there are none
 * @param margin cells of each side that are not answered
 * @returns [(size - 2 margin)^2, CHANNELS]
 */
export function reliefChannels(elevations: Float32Array, margin: number, sampling: Sampling): Float32Array {
  const size = Math.sqrt(elevations.length);
  const inner = size - 2 * margin;
  const channels = new Float32Array(inner * inner * CHANNELS);
  const base = elevations.find((z) => !Number.isNaN(z)) ?? 0;
  const sums = windowSums(elevations, size, base);
  const write = (channel: number, valueOf: (row: number, column: number, z: number) => number): void => {
    for (let row = margin; row < size - margin; row++) {
      for (let column = margin; column < size - margin; column++) {
        const z = elevations[row * size + column] ?? NaN;
        const value = Number.isNaN(z) ? 0 : valueOf(row, column, z);
        const at = (row - margin) * inner + column - margin;
        channels[at * CHANNELS + channel] = Number.isNaN(value) ? 0 : value;
      }
    }
  };
  MEAN_WINDOWS.forEach((radii, channel) => {
    const reach = cellsOf(radii, sampling);
    const scale = HEIGHT_SCALE * reach * sampling.spacingM;
    write(channel, (row, column, z) => (z - base - sums(row, column, reach).mean) / scale);
  });
  let channel = MEAN_WINDOWS.length;
  const slopeScale = SLOPE_SCALE * 2 * sampling.spacingM;
  const at = (row: number, column: number): number => elevations[row * size + column] ?? NaN;
  write(channel++, (row, column) => (at(row, column + 1) - at(row, column - 1)) / slopeScale);
  write(channel++, (row, column) => (at(row + 1, column) - at(row - 1, column)) / slopeScale);
  const reach = cellsOf(RELIEF_WINDOW, sampling);
  const scale = HEIGHT_SCALE * reach * sampling.spacingM;
  write(channel++, (row, column) => sums(row, column, reach).deviation / scale);
  const highest = windowMaxima(elevations, size, reach);
  write(channel++, (row, column, z) => ((highest[row * size + column] ?? NaN) - z) / (2 * scale));
  const lowest = windowMaxima(
    elevations.map((z) => -z),
    size,
    reach,
  );
  write(channel, (row, column, z) => (z + (lowest[row * size + column] ?? NaN)) / (2 * scale));
  return channels;
}

/** Mean above `base`, and standard deviation, of the elevations in a square window, by summed areas (Crow 1984). */
function windowSums(
  elevations: Float32Array,
  size: number,
  base: number,
): (row: number, column: number, reach: number) => { mean: number; deviation: number } {
  const stride = size + 1;
  const [counts, sums, squares] = [0, 1, 2].map(() => new Float64Array(stride * stride)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const add = (area: Float64Array, row: number, column: number, value: number): void => {
    const i = (row + 1) * stride + column + 1;
    area[i] = value + (area[i - 1] ?? 0) + (area[i - stride] ?? 0) - (area[i - stride - 1] ?? 0);
  };
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const z = elevations[row * size + column] ?? NaN;
      const exists = !Number.isNaN(z);
      const height = exists ? z - base : 0;
      add(counts, row, column, exists ? 1 : 0);
      add(sums, row, column, height);
      add(squares, row, column, height * height);
    }
  }
  return (row, column, reach) => {
    const north = Math.max(0, row - reach) * stride;
    const south = Math.min(size, row + reach + 1) * stride;
    const west = Math.max(0, column - reach);
    const east = Math.min(size, column + reach + 1);
    const within = (area: Float64Array): number =>
      (area[south + east] ?? 0) -
      (area[north + east] ?? 0) -
      (area[south + west] ?? 0) +
      (area[north + west] ?? 0);
    const count = within(counts);
    const mean = within(sums) / count;
    return { mean, deviation: Math.sqrt(Math.max(0, within(squares) / count - mean * mean)) };
  };
}

/** The highest value in a square window around each cell: along rows, then along columns. */
function windowMaxima(values: Float32Array, size: number, reach: number): Float32Array {
  const along = (from: Float32Array, step: number, across: number): Float32Array => {
    const maxima = new Float32Array(from.length).fill(NaN);
    for (let line = 0; line < size; line++) {
      for (let place = 0; place < size; place++) {
        let highest = -Infinity;
        const last = Math.min(size - 1, place + reach);
        for (let other = Math.max(0, place - reach); other <= last; other++) {
          const value = from[line * across + other * step] ?? NaN;
          if (value > highest) highest = value;
        }
        if (highest > -Infinity) maxima[line * across + place * step] = highest;
      }
    }
    return maxima;
  };
  return along(along(values, 1, size), size, 1);
}
