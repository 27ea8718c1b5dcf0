import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of this checkout. */
export const repoRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Platform and processor of this machine, e.g. `linux-x64`. */
export const here = `${process.platform}-${process.arch}`;

/** Where npm puts the packages of this checkout. */
export const nodeModules = join(repoRoot, 'node_modules');

/** The set-up's notes on this checkout; they describe the packages and are deleted with them. */
export const notesFolder = join(nodeModules, '.topo2vec');
