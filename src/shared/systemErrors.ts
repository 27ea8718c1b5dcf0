import { z } from 'zod';
import { UserError } from './errors';
import { fileSize } from './format';

/** An error of the file system, as Node reports it. */
const fileError = z.object({ code: z.string(), path: z.string().optional(), dest: z.string().optional() });

/** Why a disk refuses to write and what to do about it, by the operating system's error code. */
const refusals: Record<string, { readonly because: string; readonly wayOut: string }> = {
  ENOSPC: {
    because: 'The disk is full',
    wayOut: 'Free some space there and try again; nothing that was saved is lost.',
  },
  EDQUOT: {
    because: 'Your disk quota is used up',
    wayOut: 'Delete some of your files there and try again; nothing that was saved is lost.',
  },
  EFBIG: {
    because: 'The disk does not support files this large',
    wayOut: 'Choose a place on another disk; USB sticks often allow at most 4 GB a file.',
  },
  EROFS: {
    because: 'The disk is read-only',
    wayOut: 'Choose another place, or make the disk writable.',
  },
};

/**
 * The user's error for a file or folder that a full or read-only disk refused; null for every other error. For
 * a UserError its cause is examined, so that code that knows more about the file can say more.
 * @param path of what was to be written; default: the path in the error
 * @param neededBytes how much was to be written at most, where that is known
 */
export function diskRefusal(error: unknown, path?: string, neededBytes?: number): UserError | null {
  const parsed = fileError.safeParse(error instanceof UserError ? error.cause : error);
  const refusal = parsed.success ? refusals[parsed.data.code] : undefined;
  if (!parsed.success || refusal === undefined) return null;
  const what = path ?? parsed.data.dest ?? parsed.data.path ?? 'a file';
  const needs = neededBytes === undefined ? '' : ` It needs up to ${fileSize(neededBytes)}.`;
  return new UserError(
    'disk',
    `${refusal.because}: ${what} could not be written.${needs} ${refusal.wayOut}`,
    { cause: error instanceof UserError ? error.cause : error },
  );
}

/**
 * The user's error for a file or folder that could not be written, whatever the reason. A UserError of another kind
 * stays as it is.
 * @param path of the file or folder, as it is shown
 * @param neededBytes how much was to be written at most, where that is known
 */
export function unwritable(error: unknown, path: string, neededBytes?: number): UserError {
  const detail = error instanceof Error ? error.message : String(error);
  const refusal = diskRefusal(error, path, neededBytes);
  if (refusal === null && error instanceof UserError) return error;
  return (
    refusal ??
    new UserError('disk', `${path} could not be written (${detail}). Choose another place.`, { cause: error })
  );
}

/** Messages of Node, V8, the C++ library, TensorFlow and the operating system when an allocation fails. */
const NO_MEMORY =
  /bad_alloc|\bOOM\b|out of memory|ENOMEM|cannot allocate memory|allocation failed|failed to map segment/i;

/** Whether an error says that memory ran out. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof UserError) && NO_MEMORY.test(error.message);

/**
 * The UserError that an error is or amounts to (a refusing disk, too little memory); null for a bug. Used wherever errors leave
 * a process or reach the user.
 */
export function userErrorOf(error: unknown): UserError | null {
  if (error instanceof UserError) return error;
  if (!isOutOfMemory(error)) return diskRefusal(error);
  return new UserError(
    'memory',
    'There is not enough memory for this. Close other programs, or choose a smaller box or a larger step. What was done ' +
      'before is kept.',
    { cause: error },
  );
}
