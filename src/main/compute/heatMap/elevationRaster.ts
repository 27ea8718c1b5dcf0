import type { LatticeValue } from '../../../shared/contract/compute';
import { throwIfAborted, UserError } from '../../../shared/errors';
import { spacingM as spacingOfPatch } from '../../../shared/terrain/patch';
import { locationsAt } from '../../terrain/geo/lattice';
import type { Terrain } from '../../terrain/terrain';

/** Elevations over a lattice. */
export interface ElevationRaster {
  readonly lattice: LatticeValue;
  /** [rows, columns] metres, north row first; NaN where there is no data */
  readonly values: Float32Array;
}

/** Cells that a raster may have, 128 MiB: a square of 170 km at 30 m. */
const MOST_CELLS = 2 ** 25;

/** Cells that are read between two checks of the signal. */
const CELLS_AT_ONCE = 2 ** 18;

/** Metres between the elevations that the detector sees: those of a patch, or the finest DTM's pixels where these are wider. */
export const spacingOf = (terrain: Terrain, radiusM: number): number =>
  Math.max(
    spacingOfPatch(radiusM),
    ...terrain.dtms.slice(0, 1).map(({ pixelWidthM, pixelHeightM }) => Math.sqrt(pixelWidthM * pixelHeightM)),
  );

/**
 * Reads the elevations of a lattice.
 * @param isRead whether a location's elevation is read
 * @throws UserError `bad-input` when the lattice has more cells than MOST_CELLS, `cancelled`
 */
export async function readElevations(
  terrain: Terrain,
  lattice: LatticeValue,
  isRead: (lonDeg: number, latDeg: number) => boolean,
  signal: AbortSignal,
): Promise<ElevationRaster> {
  const { columns, rows, stepM } = lattice;
  if (columns * rows > MOST_CELLS) {
    throw new UserError(
      'bad-input',
      `The convolutional detector reads terrain at ${stepM.toFixed(0)} m, which makes ${columns} x ${rows} elevations ` +
        `here; at most ${MOST_CELLS} fit. Choose a smaller box or a larger radius.`,
    );
  }
  const values = new Float32Array(columns * rows);
  for (let from = 0; from < values.length; from += CELLS_AT_ONCE) {
    throwIfAborted(signal);
    const cells = Array.from({ length: Math.min(CELLS_AT_ONCE, values.length - from) }, (_, i) => from + i);
    const locations = locationsAt(lattice, cells);
    const elevations = await terrain.elevationsAt(locations, stepM);
    for (const i of elevations.keys()) {
      if (!isRead(locations[2 * i] ?? NaN, locations[2 * i + 1] ?? NaN)) elevations[i] = NaN;
    }
    values.set(elevations, from);
  }
  return { lattice, values };
}

/**
 * A square of a raster; NaN outside the raster.
 * @param column of its north-west cell; may be negative, as may `row`
 * @param size cells along its edge
 * @returns [size^2]
 */
export function cropElevations(
  { lattice: { columns, rows }, values }: ElevationRaster,
  column: number,
  row: number,
  size: number,
): Float32Array {
  const crop = new Float32Array(size * size).fill(NaN);
  const west = Math.max(0, -column);
  const east = Math.min(size, columns - column);
  if (east <= west) return crop;
  for (let i = Math.max(0, -row); i < Math.min(size, rows - row); i++) {
    const at = (row + i) * columns + column;
    crop.set(values.subarray(at + west, at + east), i * size + west);
  }
  return crop;
}
