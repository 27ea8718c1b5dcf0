import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this checkout. */
export const repoRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Where npm puts the packages of this checkout. */
export const nodeModules = join(repoRoot, 'node_modules');

/** What the set-up notes about this checkout; it goes when the packages go, since it speaks about them. */
export const notesFolder = join(nodeModules, '.topo2vec');
