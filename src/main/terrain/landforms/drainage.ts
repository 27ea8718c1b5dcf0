import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { framed, type Framed } from './framed';
import { cellsFromTheTop } from './fromTheTop';

/** Cells that are drained before other work gets its turn. */
const CELLS_A_TURN = 2 ** 16;

/** Where water leaves the grid: the frame's first cell. */
const OUTSIDE = 0;
const NOT_SEEN = -1;

/** The drainage of a grid. */
export interface Drainage {
  /** [rows * columns] the neighbour that each cell drains into; -1 where water leaves the grid, and where there is no data */
  readonly receivers: Int32Array;
  /** [rows * columns] cells that drain through each cell, itself among them; 0 without data */
  readonly drained: Uint32Array;
}

/**
 * The drainage of a terrain: D8 (O'Callaghan & Mark 1984, Computer Vision, Graphics, and Image Processing 28, 323-344) on
 * terrain whose pits are filled by a priority flood (Barnes, Lehman & Mulla 2014, Computers & Geosciences 62, 117-127,
 * algorithm 2). Water follows the steepest way down; on filled and other level terrain, the way by which the flood came in,
 * which leads to the outlet. It leaves the grid at its edge and where there is no data; inflow there is not
 * counted, so that the numbers are lower bounds.
 * @param elevationsM [rows * columns] metres, NaN without data
 * @throws UserError `cancelled` when the signal fires
 */
export async function drainageOf(
  elevationsM: Float32Array,
  columns: number,
  signal?: AbortSignal,
): Promise<Drainage> {
  const grid = framed(elevationsM, columns);
  const flood = new RisingFlood(grid);
  while (flood.rise(CELLS_A_TURN)) {
    throwIfAborted(signal);
    await nextTurn();
  }
  const through = new Uint32Array(grid.elevationsM.length);
  const drained = new Uint32Array(elevationsM.length);
  const receivers = new Int32Array(elevationsM.length).fill(-1);
  // From the cell that the flood reached last, so that a cell's inflow is complete before it drains on.
  for (let i = flood.reached - 1; i >= 0; i--) {
    const cell = flood.order[i] ?? OUTSIDE;
    const all = (through[cell] ?? 0) + 1;
    const receiver = flood.receivers[cell] ?? OUTSIDE;
    drained[grid.unframed(cell)] = all;
    through[receiver] = (through[receiver] ?? 0) + all;
    if (receiver !== OUTSIDE) receivers[grid.unframed(cell)] = grid.unframed(receiver);
  }
  return { receivers, drained };
}

/**
 * A flood that comes in from the grid's edge and rises: it reaches each cell from the one that the cell can drain into. Its
 * queue is the order of the cells themselves: what is higher than the water is reached when the water has risen to it, and
 * what is lower at once.
 */
class RisingFlood {
  /** [cells] the cell that each one drains into; NOT_SEEN before the flood has reached it */
  readonly receivers: Int32Array;
  /** Cells in the order in which the flood reached them, each after the one that it drains into. */
  readonly order: Uint32Array;
  reached = 0;
  readonly #elevationsM: Float32Array;
  readonly #filledM: Float32Array;
  readonly #steps: Int32Array;
  readonly #lengths: Float64Array;
  readonly #fromTheTop: Uint32Array;
  /** Cells above the current water level. */
  #above: number;

  constructor({ elevationsM, columns, neighbours }: Framed) {
    this.#elevationsM = elevationsM;
    this.#filledM = elevationsM.slice();
    this.#steps = Int32Array.from(neighbours);
    this.#lengths = Float64Array.from(neighbours, (step) =>
      Math.abs(step) === 1 || Math.abs(step) === columns ? 1 : Math.SQRT2,
    );
    this.#fromTheTop = cellsFromTheTop(elevationsM);
    this.#above = this.#fromTheTop.length;
    this.order = new Uint32Array(this.#above);
    this.receivers = new Int32Array(elevationsM.length).fill(NOT_SEEN);
    for (const [cell, elevationM] of elevationsM.entries()) {
      if (!Number.isNaN(elevationM)) continue;
      this.receivers[cell] = OUTSIDE;
      for (const step of neighbours) if (cell + step in elevationsM) this.receivers[cell + step] = OUTSIDE;
    }
  }

  /** Lets the water rise past at least a number of cells; returns whether there are more. */
  rise(cells: number): boolean {
    const until = Math.max(0, this.#above - cells);
    while (this.#above > until) {
      const waterM = this.#elevationsM[this.#fromTheTop[this.#above - 1] ?? 0] ?? NaN;
      // All of the shore at this height at once, in order, so that ways across level terrain are short.
      const level: number[] = [];
      for (; this.#above > 0; this.#above--) {
        const cell = this.#fromTheTop[this.#above - 1] ?? 0;
        if (this.#elevationsM[cell] !== waterM) break;
        if (this.receivers[cell] !== NOT_SEEN) level.push(cell);
      }
      for (const cell of level) this.#reach(cell, waterM, level);
    }
    return this.#above > 0;
  }

  #reach(cell: number, waterM: number, level: number[]): void {
    this.order[this.reached++] = cell;
    let steepest = 0;
    for (let i = 0; i < this.#steps.length; i++) {
      const other = cell + (this.#steps[i] ?? 0);
      if (this.receivers[other] === NOT_SEEN) {
        this.receivers[other] = cell;
        if ((this.#elevationsM[other] ?? NaN) <= waterM) {
          this.#filledM[other] = waterM;
          level.push(other);
        }
      } else {
        const slope = (waterM - (this.#filledM[other] ?? NaN)) / (this.#lengths[i] ?? NaN);
        if (slope > steepest) {
          steepest = slope;
          this.receivers[cell] = other;
        }
      }
    }
  }
}
