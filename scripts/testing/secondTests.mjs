import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../setup/paths.mjs';

/**
 * What runs once more, under the newer Node and the other set of TensorFlow's kernels: tests whose imports reach the one module that
 * loads TensorFlow, as vitest finds them, and those of grids, most of which only the newer Node can run. Tests of the command and of
 * endurance run once: what they start, the others test under both.
 *
 * @returns {string[]} arguments of vitest.
 */
export function secondTests() {
  const grids = join('test', 'node', 'grid');
  return [
    'related',
    '--run',
    join('src', 'main', 'compute', 'backend.ts'),
    ...readdirSync(join(repoRoot, grids))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(grids, name)),
    '--project',
    '!command',
  ];
}
