/**
 * Moves the momentum encoder towards the encoder, in place: slow = momentum slow + (1 - momentum) fast (He et al. 2020,
 * equation 2).
 * @param slow [n] parameters, and running statistics, of the momentum encoder
 * @param fast [n] those of the encoder
 * @param momentum 0..1
 */
export function momentumUpdate(slow: Float32Array, fast: Float32Array, momentum: number): void {
  for (let i = 0; i < slow.length; i++) {
    const before = slow[i] ?? 0;
    slow[i] = before + (1 - momentum) * ((fast[i] ?? 0) - before);
  }
}

/** The newest keys of a momentum encoder, as negatives; plain arrays, so that a checkpoint can hold them. */
export interface KeyQueue {
  /** [capacity, size] of length one each; in no order that matters */
  readonly keys: Float32Array;
  /** [1] row of the oldest key, which the next one replaces */
  readonly next: Float32Array;
}

/** A queue that is full of keys from the start. */
export const keyQueueOf = (keys: Float32Array): KeyQueue => ({ keys, next: new Float32Array(1) });

/**
 * Replaces the oldest keys by new ones.
 * @param added [n, size] of length one each
 */
export function enqueue({ keys, next }: KeyQueue, added: Float32Array, size: number): void {
  const capacity = keys.length / size;
  let row = next[0] ?? 0;
  for (let from = 0; from < added.length; from += size) {
    keys.set(added.subarray(from, from + size), row * size);
    row = (row + 1) % capacity;
  }
  next[0] = row;
}
