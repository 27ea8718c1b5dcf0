import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Nearest, squaredDistances } from '../../../../src/main/layers/search/nearest';
import { EMBEDDING_SIZE } from '../../../../src/shared/terrain/patch';

test('the nearest equal the first of a full sort', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 10 }),
      (squares, k) => {
        const nearest = new Nearest(k);
        for (const [id, squared] of squares.entries()) nearest.offer(id, squared);
        const kept = nearest.sorted().map(({ squared }) => squared);
        expect(kept).toEqual([...squares].sort((a, b) => a - b).slice(0, k));
      },
    ),
  );
});

test('distances are Euclidean', () => {
  const query = new Float32Array(EMBEDDING_SIZE).fill(1);
  const rows = new Float32Array(2 * EMBEDDING_SIZE).fill(1);
  rows[0] = 4;
  rows[EMBEDDING_SIZE + 127] = -1;
  rows[EMBEDDING_SIZE + 5] = 2;
  const distances = new Float32Array(2);
  squaredDistances(rows, query, distances);
  expect([...distances]).toEqual([9, 5]);
});
