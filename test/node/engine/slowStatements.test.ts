import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handlersOf } from '../../../src/main/engine/handlers';
import { slowText, statementTimer, type SlowStatement } from '../../../src/main/engine/store/slowStatements';
import { fixture, temporaryFolder } from './folder';
import { never, startEngine } from './workbench';

const folder = temporaryFolder();
const seen: SlowStatement[] = [];
const { engine, run, close } = startEngine(folder, {
  slowStatements: { fromMs: 0, onSlow: (statement) => seen.push(statement) },
});
const handlers = handlersOf(engine);

beforeAll(async () => {
  await engine.create(join(folder, 'slow.topo2vec'));
});
afterAll(close);

test('a slow statement is reported with its text in one line, its duration and the title of its task', async () => {
  seen.length = 0;
  await run({ kind: 'import-dtms', paths: [fixture('dtm', 'liechtenstein_srtm1.tif')] });
  const added = seen.find(({ sql }) => sql.startsWith('INSERT INTO dtms'));
  expect(added?.caller).toBe('Import liechtenstein_srtm1.tif');
  expect(added?.ms).toBeGreaterThanOrEqual(0);
  expect(seen.some(({ sql }) => sql.startsWith('SELECT'))).toBe(true);
  expect(seen.map(({ sql }) => sql).join('')).not.toMatch(/\n| {2}/);
});

test('values are not reported, and what a window asks for has no task', async () => {
  seen.length = 0;
  await handlers.labels.add({ classId: 'peak', lonDeg: 9.5712345, latDeg: 47.1, positive: true }, never());
  const statements = seen.filter(({ sql }) => sql.includes('INTO labels'));
  expect(statements).not.toHaveLength(0);
  expect(statements.every(({ caller }) => caller === null)).toBe(true);
  expect(seen.map(({ sql }) => sql).join(' ')).not.toMatch(/9\.57|'peak'|"peak"/);
});

test('the time that a statement waits for the one before it is not its own', () => {
  const times: number[] = [];
  const time = statementTimer({ fromMs: 0, onSlow: ({ ms }) => times.push(ms) });
  const fromMs = performance.now();
  const ends = [time('SELECT 1'), time('SELECT 2')];
  while (performance.now() < fromMs + 2);
  for (const end of ends) end();
  const allMs = performance.now() - fromMs;
  expect(times).toHaveLength(2);
  expect(times.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(allMs);
});

test('faster statements than the threshold are not reported', () => {
  const slow: SlowStatement[] = [];
  const time = statementTimer({ fromMs: Infinity, onSlow: (statement) => slow.push(statement) });
  time('SELECT 1')();
  expect(slow).toEqual([]);
});

test('a slow statement in words', () => {
  expect(slowText({ sql: 'SELECT 1', ms: 131.7, caller: 'Find peak' })).toBe(
    '132 ms for Find peak: SELECT 1',
  );
  expect(slowText({ sql: 'SELECT 1', ms: 131.7, caller: null })).toBe('132 ms: SELECT 1');
});
