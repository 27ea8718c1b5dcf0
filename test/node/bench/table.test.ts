import { expect, test } from 'vitest';
import { interleaved } from '../../bench/row';
import { tableRow } from '../../bench/table';

const row = { what: 'a search', unit: 'ms', better: 'lower', limit: '1 GB read', ours: [4, 2, 3] } as const;

test('a ratio above one means that ours is ahead, for the best runs and for alternating runs', () => {
  const rival = { name: 'usearch 2', runs: [6, 5, 9], missing: null };
  expect(tableRow({ ...row, rival })).toBe(
    '| a search | ms | 2 (3) | usearch 2: 5 (6) | 2.50 (2.50) | 1 GB read |',
  );
  expect(tableRow({ ...row, better: 'higher', rival })).toBe(
    '| a search | ms | 4 (3) | usearch 2: 9 (6) | 0.44 (0.40) | 1 GB read |',
  );
});

test('a row says why its rival is missing', () => {
  const rival = { name: 'torch', runs: [], missing: 'No module named torch' };
  expect(tableRow({ ...row, rival })).toBe(
    '| a search | ms | 2 (3) | torch: No module named torch |  | 1 GB read |',
  );
  expect(tableRow({ ...row, rival: null })).toBe('| a search | ms | 2 (3) |  |  | 1 GB read |');
});

test('ours and the rival alternate, and the first round of each is not counted', async () => {
  const order: string[] = [];
  const run = (name: string) => (): number => order.push(name);
  const measured = await interleaved(run('ours'), { name: 'rival', run: run('rival'), missing: null }, 2);
  expect(order).toEqual(['ours', 'rival', 'ours', 'rival', 'ours', 'rival']);
  expect(measured).toEqual({ ours: [3, 5], rival: { name: 'rival', runs: [4, 6], missing: null } });
  const alone = await interleaved(run('ours'), { name: 'rival', run: run('rival'), missing: 'none' }, 1);
  expect(alone.rival?.runs).toEqual([]);
});
