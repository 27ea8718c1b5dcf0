import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fixture, temporaryFolder } from '../engine/folder';
import { runCommand } from './runCommand';

const folder = temporaryFolder();
const topo2vec = (...args: string[]): ReturnType<typeof runCommand> => runCommand(folder, ...args);
const project = join(folder, 'labelling.topo2vec');
const box = ['--box', '9.52,47.05,9.60,47.11'];

const json = async (...args: string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await topo2vec(...args, '--json');
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('Error')]);
  return JSON.parse(stdout);
};

beforeAll(async () => {
  for (const args of [
    ['new', project],
    ['import', project, fixture('dtm', 'liechtenstein_srtm1.tif')],
    ['labels', 'import', project, fixture('osm', 'liechtenstein.osm.pbf'), '--class', 'peak,saddle'],
  ])
    expect((await topo2vec(...args)).code).toBe(0);
});

const candidates = z.array(z.object({ lonDeg: z.number(), latDeg: z.number(), uncertainty: z.number() }));

test('the next places to label lie in the box, as many as asked for', async () => {
  const next = ['labels', 'next', project, '--class', 'peak', ...box];
  expect((await topo2vec(...next)).stderr).toContain('Peak has no radius yet. Give one with --radius.');
  const found = candidates.parse(await json(...next, '--radius', '240', '--count', '5'));
  expect(found).toHaveLength(5);
  for (const { lonDeg, latDeg, uncertainty } of found) {
    expect(lonDeg > 9.52 && lonDeg < 9.6 && latDeg > 47.05 && latDeg < 47.11).toBe(true);
    expect(uncertainty).toBeGreaterThan(0);
  }
});

const comparison = z.object({
  change: z.object({ places: z.number(), risen: z.number(), fallen: z.number(), meanChange: z.number() }),
});

test('heads are compared by their ids: a head differs from another one and not from itself', async () => {
  for (const c of ['1', '100']) await json('head', project, '--class', 'peak', '--radius', '240', '--c', c);
  const same = comparison.parse(await json('compare-heads', project, '1', '1', ...box));
  expect(same.change).toEqual({ places: expect.any(Number) as number, risen: 0, fallen: 0, meanChange: 0 });
  const other = comparison.parse(await json('compare-heads', project, '1', '2', ...box));
  expect(other.change.places).toBe(same.change.places);
  expect(other.change.meanChange).toBeGreaterThan(0);
  const missing = await topo2vec('compare-heads', project, '1', '7');
  expect([missing.code, missing.stderr]).toEqual([
    2,
    expect.stringContaining('There is no head 7. There are 1 (peak 240 m #1), 2 (peak 240 m #2).'),
  ]);
});

const explored = z.object({
  placeCount: z.number(),
  clusterSizes: z.array(z.number()),
  shares: z.array(z.number()),
});

test('an exploration says what its axes and clusters hold, and writes its places', async () => {
  const out = join(folder, 'places.csv');
  const found = explored.parse(
    await json('explore', project, '--radius', '480', ...box, '--clusters', '5', '--out', out),
  );
  expect(found.clusterSizes).toHaveLength(5);
  expect(found.clusterSizes.reduce((sum, size) => sum + size, 0)).toBe(found.placeCount);
  const [head, ...rows] = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  expect(head?.slice(0, 6)).toEqual(['lon_deg', 'lat_deg', 'cluster', 'axis_1', 'axis_2', 'axis_3']);
  expect(rows).toHaveLength(found.placeCount);
  const first = rows.filter(([, , cluster]) => cluster === '1');
  expect(first).toHaveLength(found.clusterSizes[0] ?? NaN);
  expect(rows.every(([lon, lat]) => Number(lon) > 9.51 && Number(lat) > 47.04)).toBe(true);
});

const kinds = z.object({
  compared: z.array(
    z.object({
      kind: z.string(),
      balancedAccuracy: z.object({ share: z.number(), low: z.number(), high: z.number() }),
      averagePrecision: z.number(),
      learning: z.object({ labels: z.array(z.number()) }),
    }),
  ),
});

test('kinds of heads are compared on the same labels, with their learning curves', async () => {
  const { compared } = kinds.parse(
    await json(
      'compare-kinds',
      project,
      '--class',
      'peak',
      '--radius',
      '240',
      '--train-box',
      '9.53,47.04,9.64,47.12',
    ),
  );
  expect(compared.map(({ kind }) => kind)).toEqual(['svm', 'logistic', 'nearest']);
  for (const { balancedAccuracy, averagePrecision, learning } of compared) {
    expect(balancedAccuracy.low).toBeLessThan(balancedAccuracy.share);
    expect(balancedAccuracy.share).toBeGreaterThan(0.7);
    expect(averagePrecision).toBeGreaterThan(0.1);
    expect(learning.labels.length).toBeGreaterThan(3);
  }
});
