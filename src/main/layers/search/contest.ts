import type { Bounds } from './distanceBounds';
import { Nearest } from './nearest';

/** A cell of one of some layers that may be among the nearest. */
export interface Contender {
  /** Which of the layers. */
  readonly layer: number;
  /** Row x columns + column in the layer's lattice. */
  readonly cell: number;
  /** A lower bound of its distance. */
  readonly lower: number;
}

/** Finds which of many cells may be among the nearest, from bounds of their distances. */
export class Contest {
  readonly #uppers: Nearest;
  #contenders: Contender[] = [];
  /** Number of contenders from which on those that have lost since are removed. */
  #crowd: number;

  /**
   * @param limit how many of the nearest are wanted
   * @param beyond cells that may be nearer than this were found before: they count, and are not given again
   */
  constructor(
    limit: number,
    private readonly beyond: number,
  ) {
    this.#uppers = new Nearest(limit);
    this.#crowd = 4 * limit;
  }

  /**
   * The limit'th least of all upper bounds: what is certainly farther is not among the nearest. Infinity while there are fewer.
   */
  get reach(): number {
    return this.#uppers.bound;
  }

  /** Lets a cell compete. */
  offer(layer: number, cell: number, { lower, upper }: Bounds): void {
    this.#uppers.offer(cell, upper);
    if (!(lower <= this.reach) || lower <= this.beyond) return;
    this.#contenders.push({ layer, cell, lower });
    if (this.#contenders.length <= this.#crowd) return;
    this.#dropLosers();
    this.#crowd = Math.max(this.#crowd, 2 * this.#contenders.length);
  }

  /** All cells whose lower bound is within reach, the lowest first; of equal ones the one of the earlier layer and cell. */
  contenders(): Contender[] {
    this.#dropLosers();
    return this.#contenders.sort((a, b) => a.lower - b.lower || a.layer - b.layer || a.cell - b.cell);
  }

  #dropLosers(): void {
    const { reach } = this;
    this.#contenders = this.#contenders.filter(({ lower }) => lower <= reach);
  }
}
