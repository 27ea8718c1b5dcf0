import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { nodeModules, repoRoot } from '../setup/paths.mjs';

/**
 * All checks that do not run the app: format, lint, types of each room, layering, dead code.
 *
 * @returns {{ name: string, args: string[] }[]} arguments of Node.
 */
export function staticChecks() {
  // By itself eslint starts one thread, and a second only on four cores; more than four have too few files each.
  const threads = String(Math.min(4, availableParallelism()));
  const rooms = readdirSync(repoRoot).filter((name) => /^tsconfig\.(?!base\.)\w+\.json$/.test(name));
  return [
    {
      name: 'eslint',
      args: [bin('eslint', 'bin/eslint.js'), '.', '--max-warnings', '0', '--concurrency', threads],
    },
    { name: 'prettier', args: [bin('prettier', 'bin/prettier.cjs'), '--check', '.'] },
    ...rooms.map((room) => ({
      name: `tsc ${room}`,
      args: [bin('typescript', 'bin/tsc'), '--project', room],
    })),
    {
      name: 'svelte-check',
      args: [
        bin('svelte-check', 'bin/svelte-check'),
        '--tsconfig',
        './tsconfig.renderer.json',
        '--fail-on-warnings',
      ],
    },
    { name: 'dependency-cruiser', args: [bin('dependency-cruiser', 'bin/dependency-cruise.mjs'), 'src'] },
    { name: 'knip', args: [bin('knip', 'bin/knip.js')] },
  ];
}

/**
 * @param {string} packageName
 * @param {string} file
 */
function bin(packageName, file) {
  return join(nodeModules, packageName, file);
}
