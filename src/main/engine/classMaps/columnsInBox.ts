import type { LatticeValue } from '../../../shared/contract/compute';
import type { LonLatBox } from '../../../shared/geo/lonLat';
import { cellMapper } from '../../terrain/geo/lattice';

/** Points along each edge of the box, whose edges are not straight on the lattice: an arc of 100 km leaves its chords by 0.1 m. */
const EDGE_POINTS = 65;

/**
 * The cells of a lattice whose centres lie in a box, as stretches of its rows: row, first column, the column after the last.
 * @param box within what the lattice's CRS is made for, such as the box of a run
 */
export function* columnsInBox(
  lattice: LatticeValue,
  box: LonLatBox,
): Generator<[row: number, from: number, to: number]> {
  const corners = outline(lattice, box);
  const crossings: number[][] = Array.from({ length: lattice.rows }, () => []);
  let [lastColumn, lastRow] = corners.at(-1) ?? [NaN, NaN];
  for (const [column, row] of corners) {
    // Rows from the upper end on and before the lower end, so that a corner on a row counts once.
    const [low, high] = [Math.min(row, lastRow), Math.max(row, lastRow)];
    for (let at = Math.max(0, Math.ceil(low)); at < high && at < lattice.rows; at++)
      crossings[at]?.push(lastColumn + ((at - lastRow) / (row - lastRow)) * (column - lastColumn));
    [lastColumn, lastRow] = [column, row];
  }
  for (const [row, columns] of crossings.entries()) {
    columns.sort((a, b) => a - b);
    for (let at = 0; at + 1 < columns.length; at += 2) {
      const from = Math.max(0, Math.ceil(columns[at] ?? NaN));
      const to = Math.min(lattice.columns, Math.floor(columns[at + 1] ?? NaN) + 1);
      if (from < to) yield [row, from, to];
    }
  }
}

/** A box's edges around it, in columns and rows. */
function outline(lattice: LatticeValue, { westDeg, southDeg, eastDeg, northDeg }: LonLatBox) {
  const shares = Array.from({ length: EDGE_POINTS - 1 }, (_, point) => point / (EDGE_POINTS - 1));
  const cellOf = cellMapper(lattice);
  const at = (across: number, up: number): [number, number] =>
    cellOf(westDeg + across * (eastDeg - westDeg), southDeg + up * (northDeg - southDeg));
  return [
    ...shares.map((share) => at(share, 0)),
    ...shares.map((share) => at(1, share)),
    ...shares.map((share) => at(1 - share, 1)),
    ...shares.map((share) => at(0, 1 - share)),
  ];
}
