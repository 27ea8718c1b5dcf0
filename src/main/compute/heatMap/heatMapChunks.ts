import type { LatticeValue } from '../../../shared/contract/compute';
import { CHUNK_CELLS, cellOfChunk } from '../../terrain/geo/lattice';
import type { ElevationRaster } from './elevationRaster';
import { OUTPUT_STRIDE } from './heatMapNetwork';
import { terrainMargin, type HeatMap } from './predictHeatMap';
import type { Sampling } from './reliefChannels';

/** Rounding error allowed in sums of steps, as a share of a cell. */
const ROUNDING = 1e-6;

/**
 * The lattice of the terrain that a detector reads for another lattice, whose first cell is the middle of the heat
 * map's first one.
 */
export function terrainLattice(answered: LatticeValue, sampling: Sampling): LatticeValue {
  const { spacingM } = sampling;
  const marginCells = terrainMargin(sampling);
  const marginM = (marginCells + (OUTPUT_STRIDE - 1) / 2) * spacingM;
  const cells = (count: number): number =>
    Math.ceil((count * answered.stepM) / spacingM) + 2 * marginCells + OUTPUT_STRIDE;
  return {
    crsCode: answered.crsCode,
    originE: answered.originE - marginM,
    originN: answered.originN + marginM,
    stepM: spacingM,
    columns: cells(answered.columns),
    rows: cells(answered.rows),
  };
}

/**
 * Tests whether all elevations within a radius of a cell, to the four sides, exist.
 * @returns a function of column and row
 */
function wholePatches(
  { lattice: { columns, rows }, values }: ElevationRaster,
  { radiusM, spacingM }: Sampling,
): (column: number, row: number) => boolean {
  const reach = Math.floor(radiusM / spacingM + ROUNDING);
  const stride = columns + 1;
  const existing = new Uint32Array(stride * (rows + 1));
  for (let row = 0; row < rows; row++) {
    let inRow = 0;
    for (let column = 0; column < columns; column++) {
      if (!Number.isNaN(values[row * columns + column])) inRow++;
      const at = (row + 1) * stride + column + 1;
      existing[at] = inRow + (existing[at - stride] ?? 0);
    }
  }
  return (column, row) => {
    const [west, north, east, south] = [column - reach, row - reach, column + reach + 1, row + reach + 1];
    if (west < 0 || north < 0 || east > columns || south > rows) return false;
    const at = (y: number, x: number): number => existing[y * stride + x] ?? 0;
    const count = at(south, east) - at(north, east) - at(south, west) + at(north, west);
    return count === (2 * reach + 1) ** 2;
  };
}

/**
 * Chunks of a lattice from a heat map: each cell has the highest probability of those within half a
 * step, or the nearest one.
 * @param elevations the terrain that the heat map was computed from
 * @returns a function of a chunk's column and row: [4096], NaN where no whole patch exists and outside the lattice
 */
export function chunkAnswers(
  lattice: LatticeValue,
  elevations: ElevationRaster,
  heat: HeatMap,
  sampling: Sampling,
): (chunkColumn: number, chunkRow: number) => Float32Array {
  const { originE, originN, stepM: spacingM } = elevations.lattice;
  const heatM = OUTPUT_STRIDE * spacingM;
  const halfM = Math.max(lattice.stepM, heatM) / 2;
  /** Cells of the heat map from, and to, on one axis, by metres from its first cell's centre. */
  const range = (metres: number): [number, number] => [
    Math.ceil((metres - halfM) / heatM - ROUNDING),
    Math.floor((metres + halfM) / heatM + ROUNDING),
  ];
  const isWhole = wholePatches(elevations, sampling);
  /** Metres from the terrain raster's first cell to the centre of the heat map's. */
  const firstM = (terrainMargin(sampling) + (OUTPUT_STRIDE - 1) / 2) * spacingM;
  return (chunkColumn, chunkRow) => {
    const probabilities = new Float32Array(CHUNK_CELLS * CHUNK_CELLS).fill(NaN);
    for (let cell = 0; cell < probabilities.length; cell++) {
      const [column, row] = cellOfChunk({ chunkColumn, chunkRow }, cell);
      if (column >= lattice.columns || row >= lattice.rows) continue;
      const eastM = lattice.originE + column * lattice.stepM - originE;
      const southM = originN - lattice.originN + row * lattice.stepM;
      if (!isWhole(Math.floor(eastM / spacingM), Math.floor(southM / spacingM))) continue;
      const [west, east] = range(eastM - firstM);
      const [north, south] = range(southM - firstM);
      let highest = 0;
      for (let y = north; y <= south; y++) {
        for (let x = west; x <= east; x++)
          highest = Math.max(highest, heat.values[y * heat.columns + x] ?? 0);
      }
      probabilities[cell] = highest;
    }
    return probabilities;
  };
}
