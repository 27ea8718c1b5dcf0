import { Random } from '../../../shared/statistics/random';
import { cellMapper } from '../../terrain/geo/lattice';
import { SYMMETRIES, symmetryPermutations } from '../encoders/symmetry';
import { copyPermuted } from '../training/batches';
import { cropElevations, type ElevationRaster } from './elevationRaster';
import { OUTPUT_STRIDE } from './heatMapNetwork';
import { channelMargin, CHANNELS, reliefChannels, type Sampling } from './reliefChannels';

/** Cells of the input along the edge of a tile. */
export const TILE_SIZE = 96;

/** Cells of the heat map along the edge of a tile. */
export const HEAT_SIZE = TILE_SIZE / OUTPUT_STRIDE;

/** Share of the tiles that are drawn around a known place; the others are drawn anywhere. */
const AROUND_PLACES = 0.5;

/** Standard deviation of the Gaussian around a place, in radii. */
const SIGMA_RADII = 1 / 4;

/** Tiles as the network is trained on them. */
export interface TileBatch {
  /** [n, 96, 96, CHANNELS] */
  readonly inputs: Float32Array;
  /** [n, 48, 48] 1 at places, falling with the distance to them */
  readonly targets: Float32Array;
  /** [n, 48, 48] 1 where the cell is trained on, else 0 */
  readonly weights: Float32Array;
}

/** What the detector learns from. */
export interface TrainingArea {
  readonly raster: ElevationRaster;
  /** Column and row of each known place, in cells and fractions of cells. */
  readonly places: readonly (readonly [number, number])[];
  readonly sampling: Sampling;
  /** Terrain below this elevation, metres, is not trained on; null: all is. */
  readonly leastElevationM: number | null;
}

/**
 * The known places in the area that is trained on, as cells of the raster.
 * @param positives [n, 2] lon, lat in degrees
 * @param isTrainedOn whether a location lies in the area that was read; none outside the raster does
 */
export function placesOn(
  { lattice, values }: ElevationRaster,
  positives: Float64Array,
  isTrainedOn: (lonDeg: number, latDeg: number) => boolean,
  leastElevationM: number | null,
): [number, number][] {
  const cellOf = cellMapper(lattice);
  const places: [number, number][] = [];
  for (let i = 0; i < positives.length; i += 2) {
    const [lonDeg = NaN, latDeg = NaN] = positives.subarray(i, i + 2);
    if (!isTrainedOn(lonDeg, latDeg)) continue;
    const [column, row] = cellOf(lonDeg, latDeg);
    const elevationM = values[Math.round(row) * lattice.columns + Math.round(column)] ?? NaN;
    if (elevationM >= (leastElevationM ?? -Infinity)) places.push([column, row]);
  }
  return places;
}

/** Draws tiles of a terrain, each in one of its eight rotations and mirrorings. */
export class TileSource {
  readonly #area: TrainingArea;
  readonly #margin: number;
  readonly #inputCopies: Uint32Array[];
  readonly #heatCopies = symmetryPermutations(HEAT_SIZE);
  readonly #random: Random;

  constructor(area: TrainingArea, seed: number) {
    this.#area = area;
    this.#margin = channelMargin(area.sampling);
    this.#inputCopies = symmetryPermutations(TILE_SIZE + 2 * this.#margin);
    this.#random = new Random(seed);
  }

  /** The next tiles. */
  draw(count: number): TileBatch {
    const inputs = new Float32Array(count * TILE_SIZE * TILE_SIZE * CHANNELS);
    const targets = new Float32Array(count * HEAT_SIZE * HEAT_SIZE);
    const weights = new Float32Array(targets.length);
    for (let tile = 0; tile < count; tile++) {
      const [column, row] = this.#corner();
      const symmetry = this.#random.nextInt(SYMMETRIES);
      const margin = this.#margin;
      const size = TILE_SIZE + 2 * margin;
      const elevations = cropElevations(this.#area.raster, column - margin, row - margin, size);
      const turned = new Float32Array(elevations.length);
      copyPermuted(elevations, this.#inputCopies[symmetry], turned, 0);
      const channels = reliefChannels(turned, this.#area.sampling);
      inputs.set(channels, tile * channels.length);
      const at = tile * HEAT_SIZE * HEAT_SIZE;
      copyPermuted(this.#target(column, row), this.#heatCopies[symmetry], targets, at);
      copyPermuted(this.#weight(elevations), this.#heatCopies[symmetry], weights, at);
    }
    return { inputs, targets, weights };
  }

  /** Column and row of a tile's north-west cell. */
  #corner(): [number, number] {
    const { places, raster } = this.#area;
    const within = (): number => this.#random.nextInt(TILE_SIZE);
    if (places.length > 0 && this.#random.nextFloat() < AROUND_PLACES) {
      const [column, row] = places[this.#random.nextInt(places.length)] ?? [0, 0];
      return [Math.round(column) - within(), Math.round(row) - within()];
    }
    const { columns, rows } = raster.lattice;
    return [this.#random.nextInt(columns) - within(), this.#random.nextInt(rows) - within()];
  }

  /** The target heat of the places around; where two overlap, the higher one. */
  #target(column: number, row: number): Float32Array {
    const { places, sampling } = this.#area;
    const heat = new Float32Array(HEAT_SIZE * HEAT_SIZE);
    const sigma = (SIGMA_RADII * sampling.radiusM) / (OUTPUT_STRIDE * sampling.spacingM);
    const reach = Math.ceil(4 * sigma);
    for (const [placeColumn, placeRow] of places) {
      // Cell i of the heat map covers the cells 2 i and 2 i + 1 of the input; the place's own one is 1.
      const x = Math.floor((placeColumn - column + 0.5) / OUTPUT_STRIDE);
      const y = Math.floor((placeRow - row + 0.5) / OUTPUT_STRIDE);
      for (let i = Math.max(0, y - reach); i <= Math.min(HEAT_SIZE - 1, y + reach); i++) {
        for (let j = Math.max(0, x - reach); j <= Math.min(HEAT_SIZE - 1, x + reach); j++) {
          const value = Math.exp(-((i - y) ** 2 + (j - x) ** 2) / (2 * sigma * sigma));
          const at = i * HEAT_SIZE + j;
          heat[at] = Math.max(heat[at] ?? 0, value);
        }
      }
    }
    return heat;
  }

  /** Which of the heat map's cells are trained on: those with elevations that are high enough. */
  #weight(elevations: Float32Array): Float32Array {
    const least = this.#area.leastElevationM ?? -Infinity;
    const size = TILE_SIZE + 2 * this.#margin;
    const weight = new Float32Array(HEAT_SIZE * HEAT_SIZE);
    for (let i = 0; i < HEAT_SIZE; i++) {
      for (let j = 0; j < HEAT_SIZE; j++) {
        const at = (this.#margin + OUTPUT_STRIDE * i) * size + this.#margin + OUTPUT_STRIDE * j;
        const corners = [at, at + 1, at + size, at + size + 1].map((cell) => elevations[cell] ?? NaN);
        weight[i * HEAT_SIZE + j] = corners.every((z) => z >= least) ? 1 : 0;
      }
    }
    return weight;
  }
}
