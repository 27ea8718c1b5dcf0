import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../../shared/errors';

/**
 * Refuses to write a file whose parts would replace files that belong to something else: those that are there without it.
 * @param path that the user chose
 * @param parts paths of what is written beside it
 * @throws UserError `bad-input`
 */
export function refuseStrangeParts(path: string, parts: readonly string[]): void {
  const strange = existsSync(path) ? undefined : parts.find((part) => existsSync(part));
  if (strange === undefined) return;
  throw new UserError(
    'bad-input',
    `${basename(strange)} already exists, and would be overwritten as a part of ${basename(path)}. Choose another name.`,
  );
}
