/**
 * Codes of a class map, which shows the likeliest class of each place. That of a class is its place among the run's classes, from 1;
 * 0 for none is what remote sensing calls unclassified.
 */
export const classMapCodes = { none: 0, tooFlat: 254, noPatch: 255 } as const;

/** Classes that have a code. */
export const MOST_CLASSES = classMapCodes.tooFlat - 1;

/** The likeliest class of a place, and its probability; 0 where the place has none. */
export interface Winner {
  readonly code: number;
  readonly probability: number;
}

/**
 * What a class map shows of a place: its likeliest class, or none where that is less likely than a limit.
 * @param least 0..1, at float32 precision, as probabilities are stored and as the graphics card compares them
 */
export const shownCode = ({ code, probability }: Winner, least: number): number =>
  code < classMapCodes.tooFlat && probability < Math.fround(least) ? classMapCodes.none : code;
