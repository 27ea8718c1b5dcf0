import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadTensorflow, tf } from '../../../src/main/compute/backend';
import { componentsOf } from '../../../src/main/compute/explore/components';
import { cluster, explore } from '../../../src/main/compute/explore/explore';
import { kMeans } from '../../../src/main/compute/explore/kMeans';
import { nearestRows } from '../../../src/main/compute/numeric/nearestRows';
import { umap } from '../../../src/main/compute/explore/umap';
import { Random } from '../../../src/shared/statistics/random';
import { reference } from './reference';

beforeAll(loadTensorflow);

const space = reference(
  'space.json',
  z.object({
    rows: z.array(z.array(z.number())),
    groups: z.array(z.number()),
    scores: z.array(z.array(z.number())),
    shares: z.array(z.number()),
    inertia3: z.number(),
    inertia5: z.number(),
    trustworthiness: z.number(),
  }),
);
const SIZE = 8;
const rows = Float32Array.from(space.rows.flat());
const count = space.rows.length;
const never = new AbortController().signal;

const distances = (values: ArrayLike<number>, width: number, row: number): number[] =>
  Array.from({ length: values.length / width }, (_, other) => {
    let squared = 0;
    for (let i = 0; i < width; i++) {
      squared += ((values[row * width + i] ?? 0) - (values[other * width + i] ?? 0)) ** 2;
    }
    return Math.sqrt(squared);
  });

/** Indices of all rows but one, the nearest to it first. */
const nearestFirst = (values: ArrayLike<number>, width: number, row: number): number[] => {
  const to = distances(values, width, row);
  return [...to.keys()].filter((other) => other !== row).sort((a, b) => (to[a] ?? 0) - (to[b] ?? 0));
};

/** How far neighbours in a layout are neighbours in the space, 0..1 (Venna and Kaski 2001, as scikit-learn defines it). */
function trustworthiness(layout: ArrayLike<number>, k: number): number {
  let penalty = 0;
  for (let row = 0; row < count; row++) {
    const ranks = new Map(nearestFirst(rows, SIZE, row).map((other, rank) => [other, rank + 1]));
    for (const other of nearestFirst(layout, 2, row).slice(0, k)) {
      penalty += Math.max(0, (ranks.get(other) ?? 0) - k);
    }
  }
  return 1 - (2 / (count * k * (2 * count - 3 * k - 1))) * penalty;
}

async function layoutOf(seed: number): Promise<Float32Array> {
  for await (const event of explore({ embeddings: rows, size: SIZE, clusters: 3, seed }, never)) {
    if (event.kind === 'umap') return event.coordinates;
  }
  throw new Error('No layout came.');
}

describe('principal components', () => {
  test('are those of scikit-learn, with their signs and shares', () => {
    const { scores, shares } = componentsOf(rows, SIZE);
    for (const [i, share] of space.shares.entries()) expect(shares[i]).toBeCloseTo(share, 5);
    const worst = Math.max(...space.scores.flat().map((value, i) => Math.abs(value - (scores[i] ?? NaN))));
    expect(worst).toBeLessThan(2e-3);
  });

  test('identical rows have none', () => {
    const { scores, shares } = componentsOf(new Float32Array(40).fill(3), 4);
    expect(shares).toEqual([0, 0, 0]);
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(1e-5);
  });
});

describe('k-means', () => {
  test('a hand-worked case: two pairs and a single point, largest group first', async () => {
    // Pairs around (0, 1) and (10, 1) and the point (5, 20); each pair lies 1 from its mean.
    const points = Float32Array.of(0, 0, 0, 2, 10, 0, 10, 2, 10, 1, 5, 20);
    const { clusters, centres, inertia } = await kMeans(points, 2, 3, 1, never);
    expect([...clusters]).toEqual([1, 1, 0, 0, 0, 2]);
    expect([...centres]).toEqual([10, 1, 0, 1, 5, 20]);
    expect(inertia).toBeCloseTo(4, 5);
  });

  test('finds the groups that scikit-learn finds', async () => {
    const { clusters, inertia } = await kMeans(rows, SIZE, 3, 0, never);
    // Groups of 70, 50 and 30 rows: in this order by size.
    expect([...clusters]).toEqual(space.groups);
    expect(inertia / space.inertia3).toBeCloseTo(1, 4);
  });

  test('where groups must be split, comes close to the best of 200 starts', async () => {
    const { inertia } = await kMeans(rows, SIZE, 5, 3, never);
    expect(inertia / space.inertia5).toBeGreaterThan(0.9999);
    expect(inertia / space.inertia5).toBeLessThan(1.15);
  });

  test('more clusters than distinct rows give no NaN', async () => {
    const { clusters, centres } = await kMeans(Float32Array.of(1, 1, 1, 5, 5, 5), 1, 4, 0, never);
    expect(centres.every(Number.isFinite)).toBe(true);
    expect(new Set(clusters.subarray(0, 3)).has(clusters[3] ?? -1)).toBe(false);
  });

  test('the same seed gives the same clusters, and no tensors leak', async () => {
    const request = { embeddings: rows, size: SIZE, clusters: 6, seed: 11 };
    const before = tf.memory().numTensors;
    const first = await cluster(request, never);
    expect(await cluster(request, never)).toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('nearest rows equal those of a brute-force search', async () => {
  const random = new Random(5);
  const values = Float32Array.from({ length: 60 * 7 }, () => random.nextFloat() - 0.5);
  const near = await nearestRows(values.subarray(0, 10 * 7), values, 7, 4, never);
  for (let row = 0; row < 10; row++) {
    const expected = [row, ...nearestFirst(values, 7, row).slice(0, 3)];
    expect([...near.rows.subarray(row * 4, row * 4 + 4)]).toEqual(expected);
    const to = distances(values, 7, row);
    for (const [i, other] of expected.entries()) {
      expect(near.distances[row * 4 + i]).toBeCloseTo(to[other] ?? NaN, 3);
    }
  }
});

describe('UMAP', () => {
  test('the trustworthiness of a layout is that of scikit-learn', () => {
    const layout = space.scores.flatMap(([x = 0, y = 0]) => [x, y]);
    expect(trustworthiness(layout, 10)).toBeCloseTo(space.trustworthiness, 6);
  });

  test('keeps neighbours together and groups apart, identically for the same seed', async () => {
    const layout = await layoutOf(4);
    expect(trustworthiness(layout, 10)).toBeGreaterThan(0.93);
    for (let row = 0; row < count; row++) {
      const [nearest = -1] = nearestFirst(layout, 2, row);
      expect(space.groups[nearest]).toBe(space.groups[row]);
    }
    expect(await layoutOf(4)).toEqual(layout);
    expect(await layoutOf(5)).not.toEqual(layout);
  });

  test('rows added after the layout lie near similar rows', async () => {
    const before = tf.memory().numTensors;
    const { scores } = componentsOf(rows, SIZE);
    const steps = umap(rows, SIZE, scores, 1, never, 60);
    let step = await steps.next();
    while (step.done !== true) step = await steps.next();
    expect(tf.memory().numTensors).toBe(before);
    const layout = step.value;
    for (let row = 0; row < count; row++) {
      const [nearest = -1] = nearestFirst(layout, 2, row);
      expect(space.groups[nearest]).toBe(space.groups[row]);
    }
    expect(trustworthiness(layout, 10)).toBeGreaterThan(0.9);
  });

  test('stops when cancelled', async () => {
    const abort = new AbortController();
    const events = explore({ embeddings: rows, size: SIZE, clusters: 3, seed: 0 }, abort.signal);
    await expect(async () => {
      for await (const { kind } of events) if (kind === 'layout') abort.abort();
    }).rejects.toMatchObject({ code: 'cancelled' });
  });
});
