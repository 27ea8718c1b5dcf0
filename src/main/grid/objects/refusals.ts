import { UserError } from '../../../shared/errors';

/** The error of an object that is not in its store. */
export const missing = (place: string, key: string): UserError =>
  new UserError('not-found', `${key} is missing from ${place}. Restore it from a copy, or embed it again.`);

/** The error of an object that is shorter than it was when it was written. */
export const tooShort = (place: string, key: string): UserError =>
  new UserError('truncated-file', `${key} in ${place} is incomplete. Restore it from a copy.`);
