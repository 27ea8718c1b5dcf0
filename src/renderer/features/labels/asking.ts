import type { LonLat } from '../../../shared/geo/lonLat';

/** A place that waits for an answer. */
export interface AskedPlace extends LonLat {
  /** Identifies the place among all that wait. */
  readonly key: string;
  /** Why it is asked about, in words; null where all are asked about for the same reason. */
  readonly reason: string | null;
  /** Of the class, by the head that asks; null where there is none. */
  readonly probability: number | null;
}

/** What asks about places one after the other, and is answered by buttons and keys. */
export interface Asking {
  /** What is asked about; null while nothing is. */
  readonly subject: { readonly radiusM: number } | null;
  /** The place that waits for the next answer. */
  readonly current: AskedPlace | null;
  /** Whether single keys answer now. */
  readonly listens: boolean;
  /** Whether there is an answer to undo now. */
  readonly canUndo: boolean;
  /** Answers whether the current place is of the class. */
  readonly answer: (positive: boolean) => unknown;
  /** Leaves the current place undecided. */
  readonly skip: () => unknown;
  /** Undoes the last answer. */
  readonly undoAnswer: () => unknown;
}
