import type { LonLat } from '../../../shared/geo/lonLat';

/** A place that waits for an answer. */
export interface AskedPlace extends LonLat {
  /** Identifies the place among all that wait. */
  readonly key: string;
  /** Why it is asked about, for people; null where all are asked about for the same reason. */
  readonly reason: string | null;
  /** Of the class, by the head that asks; null where there is none. */
  readonly probability: number | null;
}

/** What asks about places one after the other, and is answered by buttons and keys. */
export interface Asking {
  /** Whether single keys answer now. */
  readonly listens: boolean;
  /** Whether there is an answer to take back now. */
  readonly canTakeBack: boolean;
  /** Says whether the present place is of the class. */
  readonly answer: (positive: boolean) => unknown;
  /** Says nothing of the present place. */
  readonly skip: () => unknown;
  /** Takes the last answer back. */
  readonly takeBack: () => unknown;
}
