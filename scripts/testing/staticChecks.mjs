import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules, repoRoot } from '../setup/paths.mjs';

/**
 * All checks that do not run the app: format, lint, types of each room, layering, dead code.
 *
 * @returns {{ name: string, args: string[] }[]} arguments of Node.
 */
export function staticChecks() {
  // The window's types are found by svelte-check, in its components and in all else that it is made of.
  const rooms = readdirSync(repoRoot).filter((name) =>
    /^tsconfig\.(?!base\.|renderer\.)\w+\.json$/.test(name),
  );
  return [
    // One after the other would leave a core alone, and each of eslint's own threads finds the types of all rooms.
    eslint('window', ['src/renderer']),
    eslint('all else', ['.', '--ignore-pattern', 'src/renderer']),
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
 * @param {string} what
 * @param {string[]} args - which files.
 */
function eslint(what, args) {
  return { name: `eslint, ${what}`, args: [bin('eslint', 'bin/eslint.js'), ...args, '--max-warnings', '0'] };
}

/**
 * @param {string} packageName
 * @param {string} file
 */
function bin(packageName, file) {
  return join(nodeModules, packageName, file);
}
