import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../setup/paths.mjs';

/** What package.json says about the program. @type {{ name: string, productName: string, version: string, description: string, license: string }} */
export const about = JSON.parse(readFileSync(join(repoRoot, 'package.json'), 'utf8'));

/** Who holds the copyright, as in LICENSE. */
export const maintainers = 'The Topo2Vec Workbench maintainers';

/** Name of the executable, of the installed package and of the desktop entry. */
export const executableName = 'topo2vec-workbench';
