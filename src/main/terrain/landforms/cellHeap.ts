/** A binary heap of the cells of a grid, the least first; of equal ones in no order. */
export class CellHeap {
  #cells = new Int32Array(1024);
  #size = 0;

  /** @param values [cells] what the cells are ordered by; a cell's own must not change while it is in the heap */
  constructor(private readonly values: Float32Array) {}

  get size(): number {
    return this.#size;
  }

  push(cell: number): void {
    if (this.#size === this.#cells.length) {
      const wider = new Int32Array(2 * this.#size);
      wider.set(this.#cells);
      this.#cells = wider;
    }
    const cells = this.#cells;
    const value = this.values[cell] ?? NaN;
    let at = this.#size++;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = cells[above] ?? 0;
      if ((this.values[other] ?? NaN) <= value) break;
      cells[at] = other;
      at = above;
    }
    cells[at] = cell;
  }

  /** Takes all cells that have the least value; the heap must hold one. */
  popLeast(): number[] {
    const least = this.values[this.#cells[0] ?? 0];
    const taken: number[] = [];
    while (this.#size > 0 && this.values[this.#cells[0] ?? 0] === least) taken.push(this.#pop());
    return taken;
  }

  #pop(): number {
    const cells = this.#cells;
    const least = cells[0] ?? 0;
    const cell = cells[--this.#size] ?? 0;
    const value = this.values[cell] ?? NaN;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= this.#size) break;
      let other = cells[below] ?? 0;
      const right = cells[below + 1] ?? 0;
      if (below + 1 < this.#size && (this.values[right] ?? NaN) < (this.values[other] ?? NaN)) {
        below += 1;
        other = right;
      }
      if ((this.values[other] ?? NaN) >= value) break;
      cells[at] = other;
      at = below;
    }
    cells[at] = cell;
    return least;
  }
}
