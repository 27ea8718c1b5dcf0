import { z } from 'zod';

/** Kinds of user errors; the kind decides how a client reacts, the message is for people. */
export const userErrorCode = z.enum([
  'bad-input',
  'not-found',
  'not-a-dtm',
  'truncated-file',
  'crs-missing',
  'crs-unknown',
  'band-choice',
  'unsupported-file',
  'project-version',
  'project-busy',
  'too-few-labels',
  'outside-terrain',
  'network',
  'cancelled',
  'compute-stopped',
  'disk',
  'memory',
]);
export type UserErrorCode = z.infer<typeof userErrorCode>;

/**
 * An error that its reader can do something about: the message says what happened, to which file or thing, and what
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

/** The error of work that its user stopped. */
export const cancelled = (): UserError => new UserError('cancelled', 'Cancelled.');

/**
 * Throws the error of cancelled work when the signal has fired.
 * @throws UserError `cancelled`
 */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}

/** What Node, V8, the C++ library, TensorFlow and the operating system say where an allocation fails. */
const NO_MEMORY =
  /bad_alloc|\bOOM\b|out of memory|ENOMEM|cannot allocate memory|allocation failed|failed to map segment/i;

/** Whether an error says that memory ran out. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof UserError) && NO_MEMORY.test(error.message);

/** An error as its reader is to see it: one that memory ran out is no bug, and becomes a UserError `memory`. */
export const explained = (error: unknown): unknown =>
  isOutOfMemory(error)
    ? new UserError(
        'memory',
        'There is not enough memory for this. Close other programs, or take a smaller box or a larger step. What was done ' +
          'before is kept.',
        { cause: error },
      )
    : error;
