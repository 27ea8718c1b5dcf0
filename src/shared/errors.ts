import { z } from 'zod';

/** Kinds of user errors; the kind decides how a client reacts, the message is for people. */
export const userErrorCode = z.enum([
  'bad-input',
  'not-found',
  'not-a-dtm',
  'truncated-file',
  'crs-missing',
  'crs-unknown',
  // The CRS is understood, but the file's coordinates do not fit it.
  'crs-misfit',
  'band-choice',
  'unsupported-file',
  'project-version',
  'project-busy',
  // The project is damaged, and there is a backup of it.
  'project-damaged',
  'too-few-labels',
  'outside-terrain',
  'network',
  // Something that a file or database of somebody else states was about to be contacted.
  'not-allowed',
  'cancelled',
  'compute-stopped',
  'disk',
  'diverged',
  'memory',
]);
export type UserErrorCode = z.infer<typeof userErrorCode>;

/**
 * An error that the user can do something about: the message says what happened, to which file or thing, and what
 * to do next. Everything else that is thrown is a bug.
 */
export class UserError extends Error {
  constructor(
    readonly code: UserErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'UserError';
  }
}

/** The error of work that the user stopped. */
export const cancelled = (): UserError => new UserError('cancelled', 'Cancelled.');

/**
 * Throws the error of cancelled work when the signal has fired.
 * @throws UserError `cancelled`
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}
