import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { CellHeap } from './cellHeap';
import { framed, type Framed } from './framed';

/** Cells that are drained before other work gets its turn. */
const CELLS_A_TURN = 2 ** 16;

/** Where water leaves the grid: the frame's first cell. */
const OUTSIDE = 0;
const NOT_SEEN = -1;

/** Where the water of a grid goes. */
export interface Drainage {
  /** [rows * columns] the neighbour that each cell drains into; -1 where water leaves the grid, and where there is no data */
  readonly receivers: Int32Array;
  /** [rows * columns] cells that drain through each cell, itself among them; 0 without data */
  readonly drained: Uint32Array;
}

/**
 * The drainage of ground: D8 (O'Callaghan & Mark 1984, Computer Vision, Graphics, and
 * Image Processing 28, 323-344) on ground whose pits are filled by a priority flood (Barnes, Lehman & Mulla 2014, Computers
 * & Geosciences 62, 117-127, algorithm 2). Water follows the steepest way down; on filled and other level ground, the way on
 * which the flood came in, which leads to the outlet. It leaves the grid at its edge and where there is no data;
 * what would come in there is not counted, so that numbers are lower bounds.
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
  // From the cell that the flood reached last, so that all that drains into a cell is there before it drains on.
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

/** A flood that comes in from the grid's edge and rises: it reaches each cell from the one that the cell can drain into. */
class RisingFlood {
  /** [cells] the cell that each one drains into; NOT_SEEN before the flood saw it */
  readonly receivers: Int32Array;
  /** Cells in the order in which the flood reached them, each after the one that it drains into. */
  readonly order: Int32Array;
  reached = 0;
  readonly #filledM: Float32Array;
  readonly #neighbours: readonly { readonly step: number; readonly length: number }[];
  /** Cells on dry ground at the water's edge. */
  readonly #shore: CellHeap;
  /** Cells at the water's level or filled to it, which are reached next: the first first, so that ways across are short. */
  #level: number[] = [];
  #levelDone = 0;

  constructor({ elevationsM, columns, neighbours }: Framed) {
    this.#filledM = elevationsM.slice();
    this.#shore = new CellHeap(this.#filledM);
    this.receivers = new Int32Array(elevationsM.length).fill(NOT_SEEN);
    this.order = new Int32Array(elevationsM.length);
    this.#neighbours = neighbours.map((step) => ({
      step,
      length: Math.abs(step) === 1 || Math.abs(step) === columns ? 1 : Math.SQRT2,
    }));
    for (let cell = 0; cell < elevationsM.length; cell++) {
      if (Number.isNaN(elevationsM[cell])) this.receivers[cell] = OUTSIDE;
      else if (neighbours.some((step) => Number.isNaN(elevationsM[cell + step]))) {
        this.receivers[cell] = OUTSIDE;
        this.#shore.push(cell);
      }
    }
  }

  /** Floods a number of cells; tells whether there are more. */
  rise(cells: number): boolean {
    for (let i = 0; i < cells; i++) {
      const next = this.#level[this.#levelDone];
      if (next !== undefined) {
        this.#levelDone += 1;
        this.#reach(next);
      } else if (this.#shore.size > 0) {
        this.#level = this.#shore.popLeast();
        this.#levelDone = 0;
      } else return false;
    }
    return true;
  }

  #reach(cell: number): void {
    this.order[this.reached++] = cell;
    const waterM = this.#filledM[cell] ?? NaN;
    let steepest = 0;
    for (const { step, length } of this.#neighbours) {
      const other = cell + step;
      const otherM = this.#filledM[other] ?? NaN;
      if (this.receivers[other] === NOT_SEEN) {
        this.receivers[other] = cell;
        if (otherM <= waterM) {
          this.#filledM[other] = waterM;
          this.#level.push(other);
        } else this.#shore.push(other);
      } else if ((waterM - otherM) / length > steepest) {
        steepest = (waterM - otherM) / length;
        this.receivers[cell] = other;
      }
    }
  }
}
