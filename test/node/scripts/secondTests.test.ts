import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { secondTests } from '../../../scripts/testing/secondTests.mjs';

it('the second pass runs the tests that reach the module that loads TensorFlow, and all of grids', () => {
  const named = secondTests().filter((argument) => argument.endsWith('.ts'));
  expect(named.filter((path) => !existsSync(path))).toEqual([]);
  // dependency-cruiser sees to it that no other module does.
  expect(named.filter((path) => readFileSync(path, 'utf8').includes("await import('@tensorflow/"))).toEqual([
    join('src', 'main', 'compute', 'backend.ts'),
  ]);
  const grids = readdirSync(join('test', 'node', 'grid')).filter((name) => name.endsWith('.test.ts'));
  expect(named.length).toBe(1 + grids.length);
});
