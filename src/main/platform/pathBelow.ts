import { join } from 'node:path';

/**
 * A file below a folder, by a path that somebody else stated.
 * @param stated from the folder, with slashes
 * @returns null where it may lead out of the folder
 */
export function pathBelow(folder: string, stated: string): string | null {
  const parts = stated.split('/');
  const leads = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:]/.test(part));
  return leads ? null : join(folder, ...parts);
}
