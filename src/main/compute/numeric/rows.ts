/** Rows of float32 values, kept in the pieces they came in: put together they would need their memory twice. */
export class Rows {
  readonly #pieces: Float32Array[] = [];
  /** First row of each piece. */
  readonly #starts: number[] = [];
  #size = 0;

  /** @param width values of a row */
  constructor(readonly width: number) {}

  /** Rows in all. */
  get size(): number {
    return this.#size;
  }

  /** The pieces, in order: [n, width] each. */
  get pieces(): readonly Float32Array[] {
    return this.#pieces;
  }

  /** @param values [n, width] */
  add(values: Float32Array): void {
    if (values.length === 0) return;
    this.#starts.push(this.#size);
    this.#pieces.push(values);
    this.#size += values.length / this.width;
  }

  /** One row, as a view. */
  row(index: number): Float32Array {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    const at = (index - (this.#starts[low] ?? 0)) * this.width;
    const piece = this.#pieces[low];
    if (piece === undefined || at < 0 || at >= piece.length) throw new RangeError(`No row ${index}.`);
    return piece.subarray(at, at + this.width);
  }

  /** All rows in one array. */
  joined(): Float32Array {
    const whole = new Float32Array(this.#size * this.width);
    this.#pieces.forEach((piece, index) => {
      whole.set(piece, (this.#starts[index] ?? 0) * this.width);
    });
    return whole;
  }
}

/**
 * The rows whose flag is set.
 * @param values [n, width]
 * @param flags [n]
 */
export function keepRows(values: Float32Array, width: number, flags: Uint8Array): Float32Array<ArrayBuffer> {
  const kept = new Float32Array(flags.reduce((sum, flag) => sum + flag, 0) * width);
  let at = 0;
  flags.forEach((flag, row) => {
    if (flag === 0) return;
    kept.set(values.subarray(row * width, (row + 1) * width), at);
    at += width;
  });
  return kept;
}
