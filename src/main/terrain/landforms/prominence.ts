import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { framed, type Framed } from './framed';
import { cellsFromTheTop } from './fromTheTop';

/** Summits of a grid with the pass that joins each to higher ground. */
export interface Summits {
  /** [n] cells of the summits */
  readonly cells: Uint32Array;
  /**
   * [n] cells of the key saddles, where the lowest contour that holds no higher ground meets a higher summit's; -1 where
   * that contour first meets the grid's edge or ground without data
   */
  readonly saddles: Int32Array;
  /** [n] metres above the key saddle; above the edge, of those that have none: their prominence is no less */
  readonly prominencesM: Float32Array;
}

/** Cells that are flooded before other work gets its turn. */
const CELLS_A_TURN = 2 ** 17;

/**
 * Topographic prominence of all summits (Kirmse & de Ferranti 2017, Progress in Physical Geography 41, 788-802), by a flood
 * that falls from the highest cell: islands grow, and where two of them meet the lower one's summit has its key saddle. That
 * is persistence by the elder rule (Edelsbrunner, Letscher & Zomorodian 2002, Discrete & Computational Geometry 28,
 * 511-533), here with union-find over cells that touch by side or corner.
 * - What lies beyond the grid's edge, or has no data, is taken for higher than everything: an island that reaches it
 *   ends there, and its summit's prominence is a lower bound. So the highest summit has one too, and no cell at the edge is
 *   a summit.
 * - Of cells equally high the one further north, then west, is the higher: a plateau has one summit, and its key saddle is
 *   a cell of the pass even where that is level.
 * - An island that ends at the height at which it began is no summit.
 * @param elevationsM [rows * columns] metres, NaN without data
 * @throws UserError `cancelled` when the signal fires
 */
export async function prominentSummits(
  elevationsM: Float32Array,
  columns: number,
  signal?: AbortSignal,
): Promise<Summits> {
  const grid = framed(elevationsM, columns);
  const flood = new FallingFlood(grid);
  const order = cellsFromTheTop(grid.elevationsM);
  for (let start = 0; start < order.length; start += CELLS_A_TURN) {
    throwIfAborted(signal);
    for (const cell of order.subarray(start, start + CELLS_A_TURN)) flood.emerge(cell);
    await nextTurn();
  }
  return {
    cells: Uint32Array.from(flood.cells, grid.unframed),
    saddles: Int32Array.from(flood.saddles, (cell) => (cell === OUTSIDE ? -1 : grid.unframed(cell))),
    prominencesM: Float32Array.from(flood.prominencesM),
  };
}

/** The cell that stands for all ground outside: the frame's first. */
const OUTSIDE = 0;
const UNDER_WATER = -1;

/** Islands while the flood falls; an island is known by the cell of its summit. */
class FallingFlood {
  readonly cells: number[] = [];
  readonly saddles: number[] = [];
  readonly prominencesM: number[] = [];
  readonly #elevationsM: Float32Array;
  readonly #neighbours: readonly number[];
  /** The next cell on the way to the island's summit. */
  readonly #parents: Int32Array;

  constructor({ elevationsM, neighbours }: Framed) {
    this.#elevationsM = elevationsM;
    this.#neighbours = neighbours;
    this.#parents = new Int32Array(elevationsM.length);
    for (let cell = 0; cell < elevationsM.length; cell++)
      this.#parents[cell] = Number.isNaN(elevationsM[cell]) ? OUTSIDE : UNDER_WATER;
  }

  /** The next lower cell comes out of the water. */
  emerge(cell: number): void {
    this.#parents[cell] = cell;
    let island = cell;
    for (const step of this.#neighbours) {
      if (this.#parents[cell + step] === UNDER_WATER) continue;
      const other = this.#summitOf(cell + step);
      // What comes last is lowest: the cell is no summit beside its first dry neighbour.
      if (island === cell) island = this.#parents[cell] = other;
      else if (other !== island) island = this.#join(island, other, cell);
    }
  }

  /** Follows the parents to the summit, and shortens the way for those that follow. */
  #summitOf(cell: number): number {
    const parents = this.#parents;
    let at = cell;
    for (;;) {
      const parent = parents[at] ?? at;
      if (parent === at) return at;
      const next = parents[parent] ?? parent;
      parents[at] = next;
      at = next;
    }
  }

  /** Joins two islands, where the lower summit ends; returns the higher one. */
  #join(a: number, b: number, cell: number): number {
    const [higher, lower] = this.#isHigher(a, b) ? [a, b] : [b, a];
    this.#parents[lower] = higher;
    const prominenceM = (this.#elevationsM[lower] ?? NaN) - (this.#elevationsM[cell] ?? NaN);
    if (prominenceM > 0) {
      const touchesOutside = this.#neighbours.some((step) => Number.isNaN(this.#elevationsM[cell + step]));
      this.cells.push(lower);
      this.saddles.push(touchesOutside ? OUTSIDE : cell);
      this.prominencesM.push(prominenceM);
    }
    return higher;
  }

  #isHigher(a: number, b: number): boolean {
    if (a === OUTSIDE || b === OUTSIDE) return a === OUTSIDE;
    const differenceM = (this.#elevationsM[a] ?? NaN) - (this.#elevationsM[b] ?? NaN);
    return differenceM > 0 || (differenceM === 0 && a < b);
  }
}
