import type { LatticeValue } from '../../../shared/contract/compute';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { edgeShares } from './edgeShares';
import { cellMapper } from './lattice';

/** A part of a lattice, which has the columns and rows of the lattice from these on. */
export interface LatticePart {
  readonly lattice: LatticeValue;
  readonly column: number;
  readonly row: number;
}

/** The cells of a lattice around a box, whose edges are not straight in its CRS; null where the two do not meet. */
export function latticePart(whole: LatticeValue, box: LonLatBox): LatticePart | null {
  const toCell = cellMapper(whole);
  const cells = edgeShares
    .map(([across, along]) =>
      toCell(
        box.westDeg + across * (box.eastDeg - box.westDeg),
        box.southDeg + along * (box.northDeg - box.southDeg),
      ),
    )
    .filter((cell) => !cell.some(Number.isNaN));
  const range = (axis: 0 | 1, count: number): readonly [first: number, after: number] => {
    const values = cells.map((cell) => cell[axis]);
    return [
      Math.max(0, Math.floor(Math.min(...values))),
      Math.min(count, Math.ceil(Math.max(...values)) + 1),
    ];
  };
  const [column, columnAfter] = range(0, whole.columns);
  const [row, rowAfter] = range(1, whole.rows);
  if (!(column < columnAfter && row < rowAfter)) return null;
  return {
    lattice: {
      ...whole,
      originE: whole.originE + column * whole.stepM,
      originN: whole.originN - row * whole.stepM,
      columns: columnAfter - column,
      rows: rowAfter - row,
    },
    column,
    row,
  };
}
