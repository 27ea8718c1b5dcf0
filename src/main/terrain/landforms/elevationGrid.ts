import type { LatticeValue } from '../../../shared/contract/compute';
import { UserError } from '../../../shared/errors';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { latticeForBox } from '../geo/lattice';
import type { Terrain } from '../terrain';

/** Elevations at the cells of a lattice: square cells in metres, whatever CRS the DTMs have. */
export interface ElevationGrid {
  readonly lattice: LatticeValue;
  /** [rows * columns] metres, row-major, north row first; NaN where there is no data */
  readonly elevationsM: Float32Array;
}

/** Cells of the largest grid; the rules that flood one need some 30 bytes a cell. */
const MOST_CELLS = 2 ** 24;

/** Metres between cells: the requested step, or the pixel of the finest DTM if that is wider. */
export const gridStepM = (terrain: Terrain, leastM: number): number => Math.max(leastM, terrain.pixelM);

/**
 * Reads the elevations of a box, as far as the terrain reaches.
 * @param stepM metres between cells
 * @throws UserError `bad-input` when the box has more cells than fit in memory, `outside-terrain` when it holds no terrain,
 * `cancelled` when the signal fires, `truncated-file` when a DTM cannot be decoded
 */
export async function readElevations(
  terrain: Terrain,
  box: LonLatBox,
  stepM: number,
  signal?: AbortSignal,
): Promise<ElevationGrid> {
  const lattice = latticeForBox(terrain.within(box), stepM);
  const { columns, rows } = lattice;
  if (columns * rows > MOST_CELLS) {
    const millions = (cells: number): string => (cells / 1e6).toFixed(0);
    throw new UserError(
      'bad-input',
      `The box has ${millions(columns * rows)} million cells of ${stepM.toFixed(0)} m, but a rule can be applied to at most ` +
        `${millions(MOST_CELLS)} million. Choose a smaller box or a larger radius.`,
    );
  }
  return { lattice, elevationsM: await terrain.elevationsOn(lattice, signal) };
}
