import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../../shared/errors';
import { Kernel } from '../../kernels/kernel';
import floodCode from './flood.as?kernel';
import { framed, type Framed } from './framed';

/** Summits of a grid with the pass that joins each to higher terrain. */
export interface Summits {
  /** [n] cells of the summits */
  readonly cells: Uint32Array;
  /**
   * [n] cells of the key saddles, where the lowest contour that contains no higher terrain meets a higher summit's; -1 where
   * that contour first meets the grid's edge or no-data
   */
  readonly saddles: Int32Array;
  /** [n] metres above the key saddle; above the edge, for those without one: a lower bound of their prominence */
  readonly prominencesM: Float32Array;
}

export const prominentSummits = (
  elevationsM: Float32Array,
  columns: number,
  signal?: AbortSignal,
): Promise<Summits> => new FallingFlood(elevationsM, columns).summits(signal);

/** Cells that are flooded before other work gets its turn. */
const CELLS_A_TURN = 2 ** 20;

/** Bytes of a number in the kernel's memory, and its numbers per cell. */
const WORD = 4;
const WORDS_A_CELL = 7;

/** A flooded terrain, as used by `prominentSummits`. */
export class FallingFlood {
  readonly #grid: Pick<Framed, 'columns' | 'unframed'>;
  readonly #size: number;
  readonly #kernel = new Kernel(floodCode, [
    ...(['begin', 'turn', 'point', 'follow', 'findPasses', 'sortPasses', 'fall'] as const),
    ...(['joined', 'lowerCellsAt', 'saddlesAt', 'prominencesAt'] as const),
  ]);
  readonly #elevations: number;
  readonly #words: number;

  /** @param elevationsM [rows * columns] metres, NaN without data */
  constructor(elevationsM: Float32Array, columns: number) {
    const grid = framed(elevationsM, columns);
    this.#grid = grid;
    this.#size = grid.elevationsM.length;
    const words = this.#size * WORD;
    [this.#elevations = 0, this.#words = 0] = this.#kernel.place(words, WORDS_A_CELL * words);
    this.#kernel.float32(this.#elevations, this.#size).set(grid.elevationsM);
  }

  /** Inverts the terrain: its pits become summits. */
  turn(): void {
    this.#kernel.call('turn', this.#elevations, this.#size);
  }

  /** @throws UserError `cancelled` when the signal fires */
  async summits(signal?: AbortSignal): Promise<Summits> {
    const { columns, unframed } = this.#grid;
    const kernel = this.#kernel;
    kernel.call('begin', this.#elevations, this.#words, columns, this.#size);
    const turns = async (name: 'point' | 'follow' | 'findPasses' | 'fall', from: number, to: number) => {
      for (let start = from; start < to; start += CELLS_A_TURN) {
        throwIfAborted(signal);
        kernel.call(name, start, Math.min(to, start + CELLS_A_TURN));
        await nextTurn();
      }
    };
    for (const name of ['point', 'follow', 'findPasses'] as const)
      await turns(name, columns, this.#size - columns);
    await turns('fall', 0, kernel.call('sortPasses'));
    const count = kernel.call('joined');
    const found = (at: 'lowerCellsAt' | 'saddlesAt'): Uint32Array => kernel.uint32(kernel.call(at), count);
    return {
      cells: found('lowerCellsAt').map(unframed),
      saddles: Int32Array.from(found('saddlesAt'), (cell) => (cell === NOWHERE ? -1 : unframed(cell))),
      prominencesM: kernel.float32(kernel.call('prominencesAt'), count).slice(),
    };
  }
}

/** The kernel's value for a pass at the edge. */
const NOWHERE = 2 ** 32 - 1;
